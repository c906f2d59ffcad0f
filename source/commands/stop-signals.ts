/**
 * Signals that end sweeptop in good order, with the exit code 128 + their number. A scheduler sends the last two: unheard,
 * Node opens its debugger at USR1, and USR2 ends it where it stands, also with a terminal that is to be restored.
 */
export const STOP_SIGNALS = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143, SIGUSR1: 138, SIGUSR2: 140} as const;

/** One of {@link STOP_SIGNALS}. */
export type StopSignal = keyof typeof STOP_SIGNALS;

/**
 * With these a scheduler says, to the engine or to all processes of a job, that time is nearly up: what runs may still
 * finish.
 */
export const DRAIN_SIGNALS = ['SIGUSR1', 'SIGUSR2'] as const satisfies readonly StopSignal[];
