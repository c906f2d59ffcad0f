import {createHash} from 'node:crypto';

/** `SWEEP_SEED` of one execution: 32 bits, a hash of sweep seed, trial and execution. */
export function seedOf(sweepSeed: number, trial: number, execution: number): number {
	return createHash('sha256').update(`${sweepSeed}/${trial}/${execution}`).digest().readUInt32BE(0);
}
