import type {StudyListener} from '../domain/listener.ts';
import {followLines} from './file-reading.ts';
import {jsonLinesListener} from './json-lines.ts';

/** A file to which JSON lines are appended, read as those of a terminal are. */
export function openJsonLinesStudy(path: string): StudyListener {
	const listener = jsonLinesListener.create();
	const follower = followLines(path);
	const poll = () => follower.next().lines.flatMap(line => listener.line(line, {rewritten: false}));
	return {
		poll,
		end: () => [...poll(), ...listener.line(follower.rest(), {rewritten: false}), ...listener.end()],
	};
}
