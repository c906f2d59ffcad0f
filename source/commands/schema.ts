import {sweepFileReference} from '../spec/reference.ts';
import {sweepJsonSchema} from '../spec/schema.ts';
import type {CommandBody} from './command.ts';
import {SPEC_OFFERS} from './sweep-file/spec-offers.ts';

/** Options of `sweeptop schema`. */
export type SchemaFlags = {readonly text: boolean};

/** `sweeptop schema`: the JSON Schema of the sweep file; with `--text` the same for people, as Markdown. */
export const schemaCommand: CommandBody<SchemaFlags> = async ({flags, host}) => {
	const {samplers, pruners, views} = SPEC_OFFERS;
	const schema = sweepJsonSchema({
		samplers: samplers.flatMap(({id, aliases}) => [id, ...aliases]),
		pruners: pruners.map(({id}) => id),
		views,
	});
	host.out(
		flags.text
			? sweepFileReference(schema, {sampler: samplers, pruner: pruners})
			: `${JSON.stringify(schema, null, '\t')}\n`,
	);
	return 0;
};
