import {parseJsonObject} from '../domain/text/json-object.ts';
import type {Listener, ListenerDefinition, NameRoles} from '../domain/listener.ts';
import {createLineTrials} from './line-trials.ts';
import {METRICS, NAMES, PARAMS, readTrialWord} from './trial-word.ts';

/** One JSON object a line. */
export const jsonLinesListener: ListenerDefinition = {
	id: 'json',
	title: 'JSON lines',
	recognise: (text, roles) => {
		const object = text.startsWith('{') ? parseJsonObject(text) : undefined;
		const {params = [], metrics = [], goals = []} = roles ?? {};
		return [...PARAMS, ...METRICS, ...NAMES, ...params, ...metrics, ...goals].some(key => object?.has(key) === true);
	},
	create: createJsonListener,
};

function createJsonListener(roles?: NameRoles): Listener {
	const trials = createLineTrials();
	let hasPlace = (roles?.params.length ?? 0) > 0;
	return {
		line: (text, {rewritten}) => {
			const object = rewritten || !text.startsWith('{') ? undefined : parseJsonObject(text);
			if (object === undefined) return [];
			hasPlace ||= PARAMS.some(key => object.has(key));
			return trials.take(readTrialWord(object, !hasPlace, roles));
		},
		end: trials.end,
	};
}
