import type {FieldEdit} from './ui-action.ts';
import type {TextField} from './ui-state.ts';

/** Longest text that a field takes, in code units: a paste of a log does not stop the screen. */
const LONGEST = 2000;

/** A field with the caret at its end. */
export function createTextField(text = ''): TextField {
	return {text, caret: text.length};
}

/** The field after one edit. Control characters and newlines are never inserted; whole characters are removed. */
export function editText(field: TextField, edit: FieldEdit): TextField {
	const before = field.text.slice(0, field.caret);
	const after = field.text.slice(field.caret);
	switch (edit.kind) {
		case 'insert': {
			const room = Math.max(0, LONGEST - field.text.length);
			const added = edit.text.replaceAll(/\p{Control}+/gu, ' ').slice(0, room);
			return {text: before + added + after, caret: field.caret + added.length};
		}
		case 'backspace': {
			const kept = before.slice(0, before.length - lastLength(before));
			return {text: kept + after, caret: kept.length};
		}
		case 'delete':
			return {text: before + after.slice(firstLength(after)), caret: field.caret};
		case 'left':
			return {...field, caret: field.caret - lastLength(before)};
		case 'right':
			return {...field, caret: field.caret + firstLength(after)};
		case 'home':
			return {...field, caret: 0};
		case 'end':
			return {...field, caret: field.text.length};
		case 'kill-word': {
			const kept = before.replace(/\S+\s*$|\s+$/u, '');
			return {text: kept + after, caret: kept.length};
		}
		case 'kill-line':
			return {text: after, caret: 0};
	}
}

/** Code units of the first character as a person sees it. */
function firstLength(text: string): number {
	for (const {segment} of new Intl.Segmenter().segment(text)) return segment.length;
	return 0;
}

function lastLength(text: string): number {
	let length = 0;
	for (const {segment} of new Intl.Segmenter().segment(text.slice(-64))) length = segment.length;
	return length;
}

/** The filter in a text of the palette: what stands behind a `/` at its start; undefined for the name of an action. */
export function paletteFilter(text: string): string | undefined {
	return text.startsWith('/') ? text.slice(1).trim() : undefined;
}
