import {writeFileSync} from 'node:fs';
import {getPriority, setPriority} from 'node:os';

/** Ahead of programs that compute, behind what the system itself needs. */
const NICE = -10;

/**
 * Lets this process run as soon as a sample is due, also while trials use every CPU: it works for a hundredth of the
 * time and would else wait for the others' turns. Only root, or who has CAP_SYS_NICE, may; others stay as they are.
 * With autogroups (sched(7)) a session has its share as a whole, so that the group is raised, too.
 */
export function raisePriority(): void {
	setBoth(NICE);
}

/** For a helper of this process that inherited its priority and has time. */
export function lowerPriority(): void {
	if (getPriority() < 0) setBoth(0);
}

function setBoth(nice: number): void {
	try {
		setPriority(nice);
		writeFileSync('/proc/self/autogroup', String(nice));
	} catch {
		// Not allowed, or a kernel without autogroups.
	}
}
