/** Bytes of base64 in one piece. Source: the kitty graphics protocol, "remote client". */
const PIECE = 4096;

/**
 * A PNG as commands of the kitty graphics protocol, each small enough; the keys are those of the first. The terminal is
 * told to answer nothing.
 */
export function kittyPieces(keys: string, png: Uint8Array): readonly string[] {
	const data = Buffer.from(png).toString('base64');
	return Array.from({length: Math.ceil(data.length / PIECE)}, (_, index) => {
		const more = (index + 1) * PIECE < data.length ? 1 : 0;
		const piece = data.slice(index * PIECE, (index + 1) * PIECE);
		return kittyCommand(`${index === 0 ? `${keys},` : ''}q=2,m=${more}`, piece);
	});
}

/** One command of the kitty graphics protocol. */
export function kittyCommand(keys: string, data: string): string {
	return `\u001B_G${keys};${data}\u001B\\`;
}
