import type {Listener, ListenerDefinition, NameRoles} from '../domain/listener.ts';

/** A listener that finds out what kind of program speaks. */
export type AutoListener = {
	readonly listener: Listener;
	/** Id of the chosen one; undefined before a line told. */
	readonly chosen: () => string | undefined;
};

/**
 * Asks each definition, in order, whether a line is of its kind of program; the first that says yes reads that line and
 * all that follow. `onChosen` is called once.
 */
export function createAutoListener(
	definitions: readonly ListenerDefinition[],
	onChosen: (definition: ListenerDefinition) => void,
	roles?: NameRoles,
): AutoListener {
	let chosen: {readonly id: string; readonly listener: Listener} | undefined;
	return {
		chosen: () => chosen?.id,
		listener: {
			line: (text, kind) => {
				if (chosen === undefined && !kind.rewritten) {
					const definition = definitions.find(candidate => candidate.recognise(text, roles));
					if (definition === undefined) return [];
					chosen = {id: definition.id, listener: definition.create(roles)};
					onChosen(definition);
				}
				return chosen?.listener.line(text, kind) ?? [];
			},
			end: isGood => chosen?.listener.end(isGood) ?? [],
		},
	};
}
