import type {Session} from '../../store/session.ts';

/** Resolves once that holds for a session, or the signal aborts; asks after each change of the session. */
export async function untilSession(
	session: Pick<Session, 'subscribe'>,
	holds: () => boolean,
	signal?: AbortSignal,
): Promise<void> {
	const {promise, resolve} = Promise.withResolvers<void>();
	const look = (): void => {
		if (holds() || signal?.aborted === true) resolve();
	};
	const unsubscribe = session.subscribe(look);
	signal?.addEventListener('abort', look, {once: true});
	look();
	await promise;
	unsubscribe();
}
