import type {Ledger} from '../ledger.ts';
import type {HeardSweep} from './heard-sweep.ts';

/** Gives a function that records the sweep of a watched program anew where it has grown, and tells once what it is ranked by. */
export function createGrowthRecorder({
	sweep,
	ledger,
}: {
	readonly sweep: HeardSweep;
	readonly ledger: Ledger;
}): () => void {
	let isGuessTold = false;
	return () => {
		const grown = sweep.changed();
		if (grown === undefined) return;
		ledger.record({type: 'sweep-described', sweep: grown});
		const guess = sweep.guessed();
		if (guess === undefined || isGuessTold) return;
		isGuessTold = true;
		const end = guess.direction === 'minimize' ? 'smaller' : 'larger';
		ledger.notice(
			'info',
			`ranked by ${guess.metric}, ${end} is better: a guess from its name (--minimize and --maximize say otherwise)`,
			'watch',
		);
	};
}
