import {TELEMETRY_COLUMNS} from '../column/columns.ts';
import {UserError} from '../errors.ts';
import type {SweepEvent} from '../event.ts';
import type {Objective} from '../metric.ts';
import {nameHint} from '../text/nearest.ts';
import {safeText} from '../text/safe-text.ts';

/**
 * The events of a journal as if the sweep had searched for these objectives from its beginning.
 * @throws UserError at the end for a metric that no complete trial had.
 */
export function* searchFor(
	objectives: readonly Objective[],
	events: Iterable<SweepEvent>,
): Generator<SweepEvent, void, undefined> {
	const seen = new Set<string>(['duration_s', ...TELEMETRY_COLUMNS]);
	let complete = 0;
	for (const event of events) {
		if (event.type === 'sweep-started' || event.type === 'sweep-described') {
			yield {...event, sweep: {...event.sweep, objectives}};
			continue;
		}
		if (event.type === 'trial-ended' && event.state === 'complete') {
			complete += 1;
			for (const name in event.metrics) seen.add(name);
		}
		yield event;
	}
	const unknown = objectives.find(({metric}) => !seen.has(metric));
	if (unknown === undefined || complete === 0) return;
	throw new UserError(
		`no trial has a metric "${safeText(unknown.metric)}", which is to be ${unknown.direction}d`,
		safeText(nameHint(unknown.metric, seen) ?? `There are: ${[...seen].slice(0, 60).join(', ')}.`),
	);
}
