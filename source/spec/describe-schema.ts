import {own} from '../domain/record.ts';
import {DESCRIPTIONS} from './descriptions.ts';

/** A JSON Schema with a `description` at each key of {@link DESCRIPTIONS}. */
export function describeSchema(schema: unknown, path = ''): unknown {
	if (Array.isArray(schema)) return schema.map(part => describeSchema(part, path));
	if (typeof schema !== 'object' || schema === null) return schema;
	return Object.fromEntries(
		Object.entries(schema).map(([key, part]: [string, unknown]) => {
			switch (key) {
				case 'properties':
					return [key, describeProperties(part, path)];
				case 'additionalProperties':
					return [key, describeSchema(part, `${path}.*`)];
				case 'items':
				case 'anyOf':
					return [key, describeSchema(part, path)];
				default:
					return [key, part];
			}
		}),
	);
}

function describeProperties(properties: unknown, path: string): unknown {
	if (typeof properties !== 'object' || properties === null) return properties;
	return Object.fromEntries(
		Object.entries(properties).map(([name, schema]: [string, unknown]) => {
			const inner = path === '' ? name : `${path}.${name}`;
			const described = describeSchema(schema, inner);
			const description = own(DESCRIPTIONS, inner);
			if (description === undefined || typeof described !== 'object') return [name, described];
			return [name, {description, ...described}];
		}),
	);
}
