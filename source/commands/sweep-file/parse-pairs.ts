import type {UserError} from '../../domain/errors.ts';
import {recordOf} from '../../domain/record.ts';

/**
 * Reads `KEY=VALUE`, each; of a key given twice the last value.
 * @throws what `refuse` makes of the first text that has no key or no `=`.
 */
export function parsePairs(
	texts: readonly string[],
	refuse: (text: string) => UserError,
): Readonly<Record<string, string>> {
	return recordOf(
		texts.map(text => {
			const equals = text.indexOf('=');
			if (equals < 1) throw refuse(text);
			return [text.slice(0, equals), text.slice(equals + 1)] as const;
		}),
	);
}
