import {Readable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';
import {functionKeyOf} from '../../keymap/stroke.ts';
import {createInputParser, type InputToken, type MouseEvent} from './screen-input-parser.ts';

/** The part of a terminal's input stream that is used. */
export type TerminalInput = NodeJS.ReadableStream & {
	readonly isTTY?: boolean;
	setRawMode?: (mode: boolean) => unknown;
	ref?: () => unknown;
	unref?: () => unknown;
};

/** What comes from the terminal beside keys. */
export type InputHandlers = {
	readonly onMouse: (event: MouseEvent) => void;
	readonly onPaste: (text: string) => void;
	/** A function key: Ink knows none. */
	readonly onStroke?: (stroke: string) => void;
	/** The terminal answered a question about a colour. */
	readonly onReply?: (reply: string) => void;
	/** The terminal is gone. */
	readonly onEnd: () => void;
};

/** A stream for Ink that carries keys only. */
export type KeyStream = Readable & {
	isTTY: boolean;
	setRawMode: (mode: boolean) => unknown;
	ref: () => unknown;
	unref: () => unknown;
};

/**
 * Puts a layer between the terminal and Ink: mouse reports, pastes and answers of the terminal are taken out, and a
 * key sequence is handed on only when it is whole, so that no part of one is read as a key. Ends with `close`.
 */
export function createKeyStream(
	input: TerminalInput,
	handlers: InputHandlers,
	nowMs: () => number,
): {readonly stream: KeyStream; readonly close: () => void} {
	const parser = createInputParser();
	const decoder = new StringDecoder('utf8');
	let timer: NodeJS.Timeout | undefined;
	const readable = new Readable({read: () => undefined, encoding: 'utf8'});
	const stream: KeyStream = Object.assign(readable, {
		isTTY: true,
		setRawMode: (mode: boolean): unknown => {
			try {
				return input.setRawMode?.(mode);
			} catch {
				// The terminal went away; the end of the input tells the rest.
				return undefined;
			}
		},
		ref: (): unknown => input.ref?.(),
		unref: (): unknown => input.unref?.(),
	});

	function handKeys(text: string): void {
		const stroke = functionKeyOf(text);
		if (stroke === undefined) stream.push(text);
		else handlers.onStroke?.(stroke);
	}

	function hand(tokens: readonly InputToken[]): void {
		for (const token of tokens) {
			if (token.kind === 'mouse') handlers.onMouse(token.event);
			else if (token.kind === 'paste') handlers.onPaste(token.text);
			else if (token.kind === 'reply') handlers.onReply?.(token.text);
			else handKeys(token.text);
		}
		clearTimeout(timer);
		const deadline = parser.deadlineMs();
		if (deadline !== undefined) timer = setTimeout(() => hand(parser.expire(nowMs())), Math.max(1, deadline - nowMs()));
	}

	const onData = (chunk: Buffer | string): void =>
		hand(parser.push(typeof chunk === 'string' ? chunk : decoder.write(chunk), nowMs()));
	const onEnd = (): void => handlers.onEnd();
	input.on('data', onData);
	input.on('end', onEnd);
	input.on('close', onEnd);
	input.on('error', onEnd);
	return {
		stream,
		close: () => {
			clearTimeout(timer);
			input.off('data', onData);
			input.off('end', onEnd);
			input.off('close', onEnd);
			input.pause();
			input.unref?.();
		},
	};
}
