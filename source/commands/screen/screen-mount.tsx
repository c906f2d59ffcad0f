import {type Instance, render} from 'ink';
import {App, type AppProps} from '../../../components/app.tsx';
import type {Drawing} from '../../../components/context.ts';
import {borderAt, boxFrame, clickFrame, wheelFrame} from '../../../components/frame.ts';
import {createKeyContext} from '../../../components/key-context.ts';
import {dragBorder} from '../../../components/pane-borders.ts';
import {createDrawingMemory} from '../../../components/drawing-memory.ts';
import {readScreen} from '../../../components/reader.ts';
import {type Present, PresentContext} from '../../../components/surface.tsx';
import {createColorScale} from '../../plot/color-scale.ts';
import type {Capabilities} from '../../theme/capabilities.ts';

/** What an Ink tree is mounted with. */
export type MountOptions = {
	readonly app: AppProps;
	readonly present: Present;
	readonly stdout: NodeJS.WriteStream;
	readonly stdin: NodeJS.ReadStream;
};

/** What is loaded only when a screen is drawn: everything that needs React. */
export type ScreenParts = {
	readonly mount: (options: MountOptions) => Instance;
	readonly createDrawing: (capabilities: Capabilities, abilities: Drawing['abilities']) => Drawing;
	readonly keyContext: typeof createKeyContext;
	readonly clickFrame: typeof clickFrame;
	readonly wheelFrame: typeof wheelFrame;
	readonly boxFrame: typeof boxFrame;
	readonly readScreen: typeof readScreen;
	readonly borderAt: typeof borderAt;
	readonly dragBorder: typeof dragBorder;
};

/** The parts of the screen. */
export const screenParts: ScreenParts = {
	keyContext: createKeyContext,
	clickFrame,
	wheelFrame,
	boxFrame,
	readScreen,
	borderAt,
	dragBorder,
	createDrawing: ({glyphs, depth}, abilities) => ({
		glyphs,
		abilities,
		// Sixteen colours cannot show a scale: shades and digits do it better.
		scale: depth === 'true' || depth === '256' ? createColorScale() : undefined,
		...createDrawingMemory(),
	}),
	mount: ({app, present, stdout, stdin}) =>
		render(
			<PresentContext value={present}>
				<App {...app} />
			</PresentContext>,
			// In debug mode Ink writes nothing but whole frames, and those are empty: the terminal is the writer's alone.
			{stdout, stdin, debug: true, interactive: true, exitOnCtrlC: false, patchConsole: false},
		),
};
