import type {Sweep} from '../sweep.ts';

/**
 * Whether a sweep has a program that ran, or will run, here. Results that were imported have none: what ran is known for
 * single trials at most, and none of it on this machine.
 */
export function hasCommand({command}: Pick<Sweep, 'command'>): boolean {
	return command.kind === 'shell' || command.argv.length > 0;
}
