import {GLOBAL_FLAGS, optionName} from '../arguments.ts';
import type {CommandDefinition, Flag, Flags, OperandPlace} from '../command.ts';
import {PRESETS} from '../../../presets/registry.ts';

/** What a shell offers at one place of a command line. */
export type Offer = {
	readonly words: readonly string[];
	/** Also `last` and the names of the runs in the folder of runs. */
	readonly runs: boolean;
	readonly paths: 'none' | 'files' | 'folders';
};

/** An option as a shell completes it. */
export type OfferedOption = {
	/** With its dashes. */
	readonly name: string;
	readonly summary: string;
	/** What its value can be; absent of a switch. */
	readonly value?: Offer;
};

/** A verb as a shell completes it. */
export type OfferedVerb = {
	readonly id: string;
	readonly summary: string;
	/** Its own ones; those of every verb are apart. */
	readonly options: readonly OfferedOption[];
	/** What its operands can be, in order. */
	readonly places: readonly Offer[];
	/** The last place is also for all operands behind it. */
	readonly isOpen: boolean;
};

/** What completes where: the scripts of all shells are made from it. */
export type CompletionTable = {
	readonly verbs: readonly OfferedVerb[];
	/** Options of every verb. */
	readonly globals: readonly OfferedOption[];
};

const NOTHING: Offer = {words: [], runs: false, paths: 'none'};

/** What completes where, from the table of commands. */
export function completionTable(commands: readonly CommandDefinition[]): CompletionTable {
	const verbs = commands
		.filter(command => command.hidden !== true)
		.map(({id, summary, flags, operands}): OfferedVerb => {
			const places = operands.places.map(offerOfPlace);
			return {id, summary, options: optionsOf(flags), places, isOpen: operands.maximum > places.length};
		});
	const help: OfferedVerb = {
		id: 'help',
		summary: 'options and examples of a command',
		options: [],
		places: [{...NOTHING, words: verbs.map(verb => verb.id)}],
		isOpen: false,
	};
	return {verbs: [...verbs, help], globals: optionsOf(GLOBAL_FLAGS)};
}

function offerOfPlace({complete, choices}: OperandPlace): Offer {
	return {
		words: [...(complete === 'sweep' ? PRESETS.map(preset => preset.id) : []), ...(choices?.words ?? [])],
		runs: complete === 'run',
		paths: complete === undefined ? 'none' : complete === 'folder' ? 'folders' : 'files',
	};
}

function optionsOf(flags: Flags): readonly OfferedOption[] {
	return Object.entries(flags).flatMap(([key, flag]) => {
		const names = [optionName(key), ...(flag.kind === 'list' ? (flag.aliases ?? []) : [])];
		const rest = {summary: flag.summary, ...(flag.kind === 'switch' ? {} : {value: offerOfValue(flag)})};
		return names.map(name => ({name: `--${name}`, ...rest}));
	});
}

/** By the word that stands for the value in help. */
function offerOfValue(flag: Exclude<Flag, {kind: 'switch'}>): Offer {
	const words = flag.kind === 'text' ? (flag.choices ?? []) : [];
	if (flag.value === 'DIR') return {...NOTHING, paths: 'folders'};
	return {...NOTHING, words, paths: ['FILE', 'PATH', 'URL'].includes(flag.value) ? 'files' : 'none'};
}
