import type {NameRoles, StudyListener, StudyListenerDefinition} from '../domain/listener.ts';
import {parseJsonObject} from '../domain/text/json-object.ts';
import {followLines} from './file-reading.ts';
import {jsonLinesListener} from './json-lines.ts';
import {openOptunaJournal} from './optuna-journal.ts';

/**
 * JSON lines that a program appends to a file of its own, which may be Optuna's journal: the first line tells, once it is
 * there. Our own journal is no such file.
 */
export const jsonLinesStudy: StudyListenerDefinition = {
	id: 'json-lines',
	title: 'JSON lines that grow (*.jsonl, *.ndjson, *.log)',
	takes: ({path, scheme}) =>
		scheme === undefined && /\.(?:jsonl|ndjson|log)$/i.test(path) && !/(?:^|\/)journal\.ndjson$/.test(path),
	open: (address, roles) => {
		let study: StudyListener | undefined;
		const open = (): StudyListener | undefined => {
			const first = followLines(address.path).next().lines[0];
			if (first === undefined) return undefined;
			const isOptuna = parseJsonObject(first)?.has('op_code') === true;
			return isOptuna ? openOptunaJournal(address) : openJsonLinesStudy(address.path, roles);
		};
		return {
			poll: () => {
				study ??= open();
				return study?.poll() ?? [];
			},
			end: isGood => {
				study ??= open() ?? openJsonLinesStudy(address.path, roles);
				return study.end(isGood);
			},
		};
	},
};

/** A file to which JSON lines are appended, read as those of a terminal are. */
export function openJsonLinesStudy(path: string, roles?: NameRoles): StudyListener {
	const listener = jsonLinesListener.create(roles);
	const follower = followLines(path);
	const poll = () => follower.next().lines.flatMap(line => listener.line(line, {rewritten: false}));
	return {
		poll,
		end: isGood => [...poll(), ...listener.line(follower.rest(), {rewritten: false}), ...listener.end(isGood)],
	};
}
