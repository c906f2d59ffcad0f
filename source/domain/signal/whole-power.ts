/**
 * Channels that are the power of everything at once, widest first: a meter that the person named, the board with its
 * carrier, the module. The first that is there is the power of every trial.
 */
export const WHOLE_POWER = ['meter.power_w', 'board.power_w', 'module.power_w'] as const;
