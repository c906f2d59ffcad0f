import type {Heard, Listener, ListenerDefinition, NameRoles} from '../domain/listener.ts';

/** A listener that finds out what kind of program speaks. */
export type AutoListener = {
	readonly listener: Listener;
	/** Id of the chosen one; undefined before a line told. */
	readonly chosen: () => string | undefined;
};

/** The one that reads the lines. */
type Chosen = {
	readonly definition: ListenerDefinition;
	readonly listener: Listener;
	/** It is loose, and has told no value yet. */
	isOpen: boolean;
};

/**
 * Asks each definition, in order, whether a line is of its kind of program; the first that says yes reads that line and
 * all that follow, a loose one only those that it says yes to, and only until another one says yes while it has told no
 * value. `onChosen` is called with each choice.
 * @param isStored whether trials are told by a storage: a loose one has nothing to say then.
 */
export function createAutoListener(
	definitions: readonly ListenerDefinition[],
	onChosen: (definition: ListenerDefinition) => void,
	{roles, isStored = () => false}: {readonly roles?: NameRoles; readonly isStored?: () => boolean} = {},
): AutoListener {
	let chosen: Chosen | undefined;
	const choose = (text: string): void => {
		const asked = chosen === undefined ? definitions : definitions.filter(({isLoose}) => isLoose !== true);
		const definition = asked.find(candidate => candidate.recognise(text, roles));
		if (definition === undefined || (definition.isLoose === true && isStored())) return;
		chosen = {definition, listener: definition.create(roles), isOpen: definition.isLoose === true};
		onChosen(definition);
	};
	return {
		chosen: () => chosen?.definition.id,
		listener: {
			line: (text, kind) => {
				if (!kind.rewritten && (chosen === undefined || chosen.isOpen)) choose(text);
				if (chosen === undefined) return [];
				const {definition, listener} = chosen;
				if (definition.isLoose === true && (isStored() || !definition.recognise(text, roles))) return [];
				const heard = listener.line(text, kind);
				chosen.isOpen &&= !heard.some(tellsValue);
				return heard;
			},
			end: isGood => {
				if (chosen === undefined || (chosen.definition.isLoose === true && isStored())) return [];
				return chosen.listener.end(isGood);
			},
		},
	};
}

function tellsValue({kind}: Heard): boolean {
	return kind === 'value' || kind === 'trial-ended';
}
