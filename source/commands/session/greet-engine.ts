import {type Address, type Connection, openConnection} from '../../client/connection.ts';
import {setTimer} from '../clock.ts';

/** An engine that is stopped or busy for longer is not waited for where it is only asked how it stands, ms. */
export const GLANCE_MS = 1000;

/** Connects to an engine that is expected to answer; `silent` for one that took the connection and says nothing. */
export async function greetEngine(
	address: Address,
	{role, patienceMs}: {readonly role: 'view' | 'control'; readonly patienceMs: number},
): Promise<Connection | 'silent' | undefined> {
	const late = new AbortController();
	const cancel = setTimer(() => late.abort(), patienceMs);
	try {
		return await openConnection(address, {role, signal: late.signal});
	} catch {
		// Refused, or nobody listens there any more: there is none.
		return late.signal.aborted ? 'silent' : undefined;
	} finally {
		cancel();
	}
}
