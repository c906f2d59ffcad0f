import {UserError} from '../../domain/errors.ts';
import {splitNames} from '../../domain/text/split-names.ts';

/** Options that say what names are: `a,b`. */
export type RoleFlags = {readonly params: string | undefined; readonly metrics: string | undefined};

/** What the options say, each undefined where it is not given. @throws UserError for a name that is in both. */
export function parseRoles(flags: RoleFlags): {
	readonly params: readonly string[] | undefined;
	readonly metrics: readonly string[] | undefined;
} {
	const params = parseNames(flags.params);
	const metrics = parseNames(flags.metrics);
	const both = params?.find(name => metrics?.includes(name));
	if (both !== undefined) throw new UserError(`"${both}" is in --params and in --metrics`, 'Name it in one of them.');
	return {params, metrics};
}

/** Names with commas between; undefined where the option is not given. */
function parseNames(text: string | undefined): readonly string[] | undefined {
	return text === undefined ? undefined : splitNames(text).filter(name => name !== '');
}
