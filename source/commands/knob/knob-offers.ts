import type {Rejection} from '../../domain/channel.ts';
import type {KnobBoard, KnobDefinition, OpenKnob} from '../../domain/knob.ts';
import {KNOBS} from '../../knobs/registry.ts';
import type {KnobOffer} from '../../spec/context.ts';

/**
 * What a sweep file may name of this board's knobs. A knob is looked for when a file names it, and once.
 * @param isOptional the sweep is only planned: a knob that is not here does not stop it
 */
export function knobOffers(board: KnobBoard, isOptional = false): readonly KnobOffer[] {
	return KNOBS.map((definition: KnobDefinition) =>
		definition.argument === undefined
			? offerOf(definition, board, {name: definition.id, isOptional})
			: familyOf(definition, board, isOptional),
	);
}

function offerOf(
	definition: KnobDefinition,
	board: KnobBoard,
	{name, isOptional}: {readonly name: string; readonly isOptional: boolean},
): KnobOffer {
	let opened: OpenKnob | Rejection | undefined;
	const open = (): OpenKnob | Rejection => (opened ??= definition.open(board, name));
	return {
		id: name,
		isOptional,
		get available() {
			const knob = open();
			return 'reason' in knob ? [] : knob.available;
		},
		get unusable() {
			const knob = open();
			return 'reason' in knob ? knob : undefined;
		},
		refuse: value => {
			const knob = open();
			return 'reason' in knob ? knob.reason : knob.refuse(value);
		},
	};
}

function familyOf(definition: KnobDefinition, board: KnobBoard, isOptional: boolean): KnobOffer {
	const {id, argument = ''} = definition;
	const prefix = `${id}:`;
	return {
		id: `${prefix}${argument}`,
		available: [],
		member: name => (name.startsWith(prefix) ? offerOf(definition, board, {name, isOptional}) : undefined),
	};
}
