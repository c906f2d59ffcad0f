import {sweepJsonSchema} from '../spec/schema.ts';
import type {Invocation, NoFlags} from './command.ts';
import {SPEC_OFFERS} from './spec-offers.ts';

/** `sweeptop schema`: the JSON Schema of the sweep file. */
export async function schemaCommand({host}: Invocation<NoFlags>): Promise<number> {
	const schema = sweepJsonSchema({
		samplers: SPEC_OFFERS.samplers.flatMap(({id, aliases}) => [id, ...aliases]),
		pruners: SPEC_OFFERS.pruners.map(({id}) => id),
		views: SPEC_OFFERS.views,
	});
	host.out(`${JSON.stringify(schema, null, '\t')}\n`);
	return 0;
}
