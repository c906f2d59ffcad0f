import {gridAxis} from '../domain/space/grid-axis.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {type Domain, formatScalar, type Parameter} from '../domain/space.ts';
import type {RunSettings} from '../domain/sweep.ts';
import type {KnobOffer} from './context.ts';
import {entryOf, mistake, type Node, quoted, type Span} from '../domain/text/document.ts';

/** Values of a range that are checked one by one; no board has more steps. */
const MAX_VALUES = 10_000;

/** The knob that a parameter names. @throws UserError where there is none of that name, or not on this board. */
export function readKnob(node: Node, path: string, knobs: readonly KnobOffer[]): KnobOffer | undefined {
	const named = entryOf(node, 'knob');
	if (named?.kind !== 'text') return undefined;
	const knob =
		knobs.find(offer => offer.member === undefined && offer.id === named.value) ??
		knobs.map(offer => offer.member?.(named.value)).find(member => member !== undefined);
	if (knob === undefined) {
		const ids = knobs.map(offer => offer.id);
		const nearest = nearestName(named.value, ids);
		throw mistake(
			named,
			`${path}.knob ${quoted(named.value)} is not available`,
			`${nearest === undefined ? '' : `did you mean "${nearest}"? `}available knobs: ${ids.length === 0 ? 'none' : ids.join(', ')}`,
		);
	}
	const {unusable, isOptional = false} = knob;
	if (unusable === undefined || (isOptional && !asksBoard(node))) return knob;
	throw mistake(named, `the knob ${quoted(knob.id)} cannot be used here: ${unusable.reason}`, unusable.mend);
}

/** Whether the values are to be those that the board lists. */
function asksBoard(node: Node): boolean {
	return entryOf(node, 'values')?.kind === 'text';
}

/** @throws UserError at a value that the knob does not take; a knob that is not here takes any. */
export function checkKnobValues(node: Node, path: string, domain: Domain, knob: KnobOffer): void {
	const at = entryOf(node, 'values') ?? entryOf(node, 'value') ?? node;
	const list = 'list the values, or write values = "available"';
	if (domain.kind === 'tuple') throw mistake(at, `${path} is a tuple, but a knob takes one value`, list);
	const axis = gridAxis(domain);
	if (axis === undefined || axis.count > MAX_VALUES) throw mistake(at, `${path} has too many values for a knob`, list);
	if (knob.unusable !== undefined) return;
	for (let index = 0; index < axis.count; index += 1) {
		const value = axis.at(index);
		if (typeof value === 'object') continue;
		const why = knob.refuse === undefined ? refuseUnlisted(knob, value) : knob.refuse(value);
		if (why === undefined) continue;
		const item = at.kind === 'list' ? (at.items[index] ?? at) : at;
		const all = knob.available.length === 0 ? '' : `; all of them: --set '${path}.values="available"'`;
		throw mistake(item, `the knob ${quoted(knob.id)} does not take ${quoted(formatScalar(value))}`, `${why}${all}`);
	}
}

function refuseUnlisted({available}: KnobOffer, value: KnobOffer['available'][number]): string | undefined {
	return available.includes(value) ? undefined : `it takes ${available.map(formatScalar).join(', ')}`;
}

/** @throws UserError where two parameters set the same knob. */
export function refuseSharedKnobs(placed: readonly {readonly parameter: Parameter; readonly key: Span}[]): void {
	const owners = new Map<string, string>();
	for (const {parameter, key} of placed) {
		const {knob, name} = parameter;
		if (knob === undefined) continue;
		const owner = owners.get(knob);
		if (owner !== undefined) throw mistake(key, `${quoted(owner)} and ${quoted(name)} both set the knob ${knob}`);
		owners.set(knob, name);
	}
}

/** @throws UserError where trials that run at once would share one setting. */
export function refuseSharedTime(
	placed: readonly {readonly parameter: Parameter; readonly key: Span}[],
	{jobs}: RunSettings,
): void {
	const first = placed.find(({parameter}) => parameter.knob !== undefined);
	if (first === undefined || jobs === 1) return;
	throw mistake(
		first.key,
		`${quoted(first.parameter.name)} sets the knob ${first.parameter.knob ?? ''}, which ${jobs} trials at once would share`,
		'set run.jobs = 1',
	);
}
