import type {Command} from '../../domain/protocol.ts';
import type {ReporterDefinition} from '../../domain/reporter.ts';
import {hasFailed} from '../../domain/sweep/sweep-end.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {Session} from '../../store/session.ts';
import type {Host} from '../command.ts';
import {hasEngine, PATIENCE_MS, silentEngine, textOf} from './control.ts';
import {readEngineAddress} from '../engine/engine-address.ts';
import {openReporter} from '../engine/open-reporter.ts';
import {openSocketSession} from './socket-session.ts';
import {untilSession} from './until-session.ts';

/** Which live sweep is followed, and by what. */
export type FollowOptions = {
	readonly directory: string;
	/** Given to the engine first; absent: it goes on as it does. */
	readonly command?: Command;
	readonly reporter: ReporterDefinition;
	readonly host: Host;
};

/**
 * Gives a command, if any, to the engine of a live sweep and reports it to its end, as if it ran here: only what is new is told.
 * Whoever ends the following leaves the sweep as it is. The exit code of CONTRACTS section 1; throws UserError where the
 * engine refuses the command.
 */
export async function followLive({directory, command, reporter, host}: FollowOptions): Promise<number> {
	const printing = openReporter(reporter, directory, host);
	const session = openSocketSession({
		directory,
		role: 'control',
		address: () => readEngineAddress(directory),
		retryMs: 100,
		onEvent: (event, state, isNews) => {
			if (isNews) printing.onEvent(event, state);
		},
	});
	try {
		const isConnecting = (): boolean => session.link().kind === 'connecting';
		await untilSession(session, () => !isConnecting(), AbortSignal.timeout(PATIENCE_MS));
		if (isConnecting()) throw silentEngine(directory);
		if (command !== undefined) {
			host.note(`${textOf(await session.command(command))}\n`);
		}
		const state = await endOf(session, directory);
		if (state === undefined) {
			host.note(`the engine is gone; go on with: sweeptop resume ${directory}\n`);
			return 1;
		}
		printing.onEnd(state);
		return hasFailed(state) ? 1 : 0;
	} finally {
		session.close();
	}
}

/** The state of a sweep that has ended; undefined where its engine died. A connection that was lost is taken up again. */
async function endOf(session: Session, directory: string): Promise<SweepState | undefined> {
	const isEnded = (): boolean => session.state().phase === 'ended';
	for (;;) {
		await untilSession(session, () => isEnded() || session.link().kind === 'lost');
		if (isEnded()) return session.state();
		if (!(await hasEngine(directory))) return undefined;
		await untilSession(session, () => isEnded() || session.link().kind === 'live');
	}
}
