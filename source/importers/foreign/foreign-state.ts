import type {ImportedTrial} from '../../domain/importer.ts';
import {parseStateWord} from '../../domain/foreign/state-word.ts';

/** What a column says that is of success alone. */
const SUCCESS: ReadonlyMap<string, ImportedTrial['state']> = new Map([
	['true', 'complete'],
	['1', 'complete'],
	['false', 'failed'],
	['0', 'failed'],
]);

/** The state that a foreign cell means: a word of its program, or whether it succeeded; undefined for an unknown one. */
export function parseState(text: string): ImportedTrial['state'] | undefined {
	return parseStateWord(text) ?? SUCCESS.get(text.trim().toLowerCase());
}
