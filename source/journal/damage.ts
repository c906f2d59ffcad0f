import {assertNever} from '../domain/errors.ts';

/** Something in a journal that is not as its writer left it. */
export type Damage =
	| {
			readonly kind: 'bad-record';
			readonly segment: string;
			/** Line of the segment, from 1. */
			readonly record: number;
			/** Its bytes in the segment. */
			readonly offset: number;
			readonly end: number;
			readonly reason: string;
	  }
	| {
			readonly kind: 'duplicate';
			readonly segment: string;
			readonly record: number;
			readonly offset: number;
			readonly seq: number;
	  }
	| {readonly kind: 'gap'; readonly segment: string; readonly after: number; readonly next: number}
	| {readonly kind: 'newer-format'; readonly segment: string; readonly format: number}
	| {readonly kind: 'byte-order-mark' | 'carriage-returns'; readonly segment: string}
	/** The end of the journal is no record. `savedAs` names the file that it was moved to, where it was. */
	| {
			readonly kind: 'torn-tail';
			readonly segment: string;
			readonly offset: number;
			readonly bytes: number;
			readonly savedAs?: string;
	  };

/** A sentence for the person. */
export function describeDamage(damage: Damage): string {
	const {segment} = damage;
	switch (damage.kind) {
		case 'bad-record':
			return `${segment}: record ${damage.record} at byte ${damage.offset} is damaged (${damage.reason}); the others are kept`;
		case 'duplicate':
			return `${segment}: record ${damage.record} at byte ${damage.offset} repeats seq ${damage.seq}; the first one counts`;
		case 'gap': {
			const [first, last] = [damage.after + 1, damage.next - 1];
			return `${segment}: ${first === last ? `seq ${first} is` : `seq ${first} to ${last} are`} missing`;
		}
		case 'newer-format':
			return `${segment}: format ${damage.format} is newer than this program: what it knows is shown, nothing is written`;
		case 'byte-order-mark':
			return `${segment}: another program added a byte order mark`;
		case 'carriage-returns':
			return `${segment}: another program changed the line ends to CR LF`;
		case 'torn-tail': {
			const what = `${segment}: the last ${damage.bytes} bytes, from byte ${damage.offset} on, are a broken record`;
			return damage.savedAs === undefined ? what : `${what}; they were moved to ${damage.savedAs}`;
		}
		default:
			return assertNever(damage);
	}
}
