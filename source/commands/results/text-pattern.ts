import {RE2JS} from 're2js';
import {messageOf} from '../../domain/errors.ts';
import type {PatternCompiler} from '../../domain/query/query.ts';

/**
 * Regular expressions of filters and searches, case ignored, found anywhere in a text. By RE2: the time is linear in the
 * text whatever the pattern is. Throws for a source that is no pattern.
 */
export const compileTextPattern: PatternCompiler = source => {
	const pattern = compile(source);
	return text => pattern.matcher(text).find();
};

function compile(source: string): RE2JS {
	try {
		return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
	} catch (error) {
		throw new SyntaxError(messageOf(error).replace('error parsing regexp: ', ''));
	}
}
