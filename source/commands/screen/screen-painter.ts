import type {Settings} from '../../domain/settings.ts';
import {backgroundFromEnvironment, BACKGROUND_QUERY, parseBackgroundReply} from '../../theme/background.ts';
import type {Capabilities} from '../../theme/capabilities.ts';
import type {Background} from '../../theme/palette.ts';
import {findTheme} from '../../theme/registry.ts';
import {createTheme, type Theme} from '../../theme/theme.ts';
import type {AnswerWait} from './answer-wait.ts';
import type {ImageLayer} from './screen-images.ts';
import type {ScreenTerminal} from './screen-terminal.ts';
import {createFrameWriter, type FrameWriter} from './screen-writer.ts';

/** The frame writer, with the theme that can be changed under it. */
export type ScreenPainter = {
	readonly writer: FrameWriter;
	/** Takes the colours of other settings; true where they differ, and the screen must be drawn anew. */
	readonly apply: (settings: Settings) => boolean;
	/** Asks the terminal for its background, where the answer would matter. */
	readonly ask: () => void;
	/** Takes an answer of the terminal; true where the colours changed by it. */
	readonly answer: (reply: string) => boolean;
};

/** What a painter is made of. */
export type ScreenPainterOptions = {
	readonly terminal: ScreenTerminal;
	readonly capabilities: Capabilities;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly settings: Settings;
	/** Awaits the answer about the background. */
	readonly wait: AnswerWait;
	readonly images?: ImageLayer | undefined;
	/** A frame was handed to the terminal. */
	readonly onSent: () => void;
};

/** A painter with the colours of the settings on the background that the environment tells, else on a dark one. */
export function createScreenPainter({
	terminal,
	capabilities,
	environment,
	settings: first,
	wait,
	images,
	onSent,
}: ScreenPainterOptions): ScreenPainter {
	let settings = first;
	let found: Background | undefined = backgroundFromEnvironment(environment);
	let theme = themeOf(capabilities, settings, found);

	function renew(): boolean {
		const next = themeOf(capabilities, settings, found);
		const isChanged = next.id !== theme.id || next.background !== theme.background;
		theme = next;
		return isChanged;
	}

	return {
		writer: createFrameWriter({
			write: text => {
				onSent();
				terminal.write(text);
			},
			pendingBytes: terminal.pendingBytes,
			sgrOf: style => theme.sgrOf(style),
			synchronized: capabilities.synchronized,
			images,
		}),
		apply: next => {
			settings = next;
			return renew();
		},
		ask: () => {
			// Sixteen colours are the terminal's own and fit its background; the others may print what they do not know.
			if (capabilities.depth === 'none' || capabilities.depth === '16' || !capabilities.synchronized) return;
			wait.begin();
			terminal.write(BACKGROUND_QUERY);
		},
		answer: reply => {
			const background = parseBackgroundReply(reply);
			if (background === undefined) return false;
			wait.end();
			found = background;
			return renew();
		},
	};
}

type PaintedTheme = Theme & {readonly background: Background};

function themeOf(capabilities: Capabilities, settings: Settings, found: Background | undefined): PaintedTheme {
	const background = settings.background === 'auto' ? (found ?? 'dark') : settings.background;
	return {...createTheme(capabilities, findTheme(settings.theme)?.id, background), background};
}
