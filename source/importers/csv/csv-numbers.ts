// Each a constant of its own: the bundler writes it in place, a member of an array would be read for each character.
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const SMALL_E = 0x65;
const LINE_FEED = 0x0a;
/** What a small letter has and a large one has not. */
const CASE_BIT = 0x20;
/** Digits that 31 bits hold, whatever they are. */
const PART_DIGITS = 9;
/** Digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
/** Digits that are read: 17 tell any double from its neighbours. */
const MOST_DIGITS = 19;
const MOST_EXPONENT_DIGITS = 3;
/** An exponent that no number here has. */
const BEYOND = 10_000;
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({length: 23}, (_, exponent) => 10 ** exponent);
const MOST_SCALE = POWERS.length - 1;
/** Splits a double into halves of 26 bits (Veltkamp 1968). */
const SPLITTER = 2 ** 27 + 1;
/** More than the roundings of a remainder together, relative to what goes into it. */
const SLACK = 2 ** -49;

/** Where a number is read, and what was seen of it. */
export type NumberCursor = {
	at: number;
	/** Where its decimal point stands; -1 while none was seen. */
	point: number;
	/** Digits that were read last. */
	count: number;
};

/**
 * The number that is the whole cell at the cursor, which is then at its end; NaN, with the cursor where it was, for all
 * else. It is what `Number` gives, but no text is made of it: 19 digits behind leading zeros (15 where it is whole: more
 * may be a name), a power of ten of at most 22, no zero before another digit.
 * @param bytes with a line end behind the cursor.
 */
export function cutNumber(bytes: Buffer, cursor: NumberCursor, delimiter: number): number {
	// The usual number is read here, without a call, and so in half the time: at most 9 digits before the point.
	let {at} = cursor;
	let code = bytes[at] ?? LINE_FEED;
	const isNegative = code === MINUS;
	if (isNegative) code = bytes[++at] ?? LINE_FEED;
	const first = at;
	// Digits are gathered in two numbers of 31 bits: to multiply a double for each of them takes twice as long.
	let part = 0;
	for (; code >= ZERO && code <= NINE; code = bytes[++at] ?? LINE_FEED) part = (part * 10 + code - ZERO) | 0;
	const whole = at - first;
	let decimals = 0;
	let mantissa = part;
	if (code === POINT) {
		code = bytes[++at] ?? LINE_FEED;
		const decimal = at;
		const full = first + 1 + PART_DIGITS;
		for (; code >= ZERO && code <= NINE && at < full; code = bytes[++at] ?? LINE_FEED)
			part = (part * 10 + code - ZERO) | 0;
		mantissa = part;
		if (code >= ZERO && code <= NINE) {
			const second = at;
			part = 0;
			for (; code >= ZERO && code <= NINE; code = bytes[++at] ?? LINE_FEED) part = (part * 10 + code - ZERO) | 0;
			mantissa = mantissa * (POWERS[at - second] ?? Number.NaN) + part;
		}
		decimals = at - decimal;
	}
	const digits = whole + decimals;
	if (digits === 0) return Number.NaN;
	const isEnd = code === delimiter || code === LINE_FEED;
	if (!isEnd || digits > EXACT_DIGITS || whole > PART_DIGITS || (whole > 1 && bytes[first] === ZERO))
		return isEnd || (code | CASE_BIT) === SMALL_E ? cutLongNumber(bytes, cursor, delimiter) : Number.NaN;
	cursor.at = at;
	const value = decimals === 0 ? mantissa : mantissa / (POWERS[decimals] ?? 1);
	return isNegative ? -value : value;
}

/** {@link cutNumber} for those with many digits or an exponent. */
function cutLongNumber(bytes: Buffer, cursor: NumberCursor, delimiter: number): number {
	const start = cursor.at;
	const isNegative = bytes[start] === MINUS;
	if (isNegative) cursor.at += 1;
	const value = cutUnsigned(bytes, cursor);
	const code = bytes[cursor.at];
	if (!Number.isNaN(value) && (code === delimiter || code === LINE_FEED)) return isNegative ? -value : value;
	cursor.at = start;
	return Number.NaN;
}

function cutUnsigned(bytes: Buffer, cursor: NumberCursor): number {
	const start = cursor.at;
	const hasZero = bytes[start] === ZERO;
	cursor.point = -1;
	if (hasZero) skipZeros(bytes, cursor);
	// Digits are gathered in numbers of 31 bits: to multiply a double for each of them takes twice as long.
	let mantissa = cutPart(bytes, cursor, PART_DIGITS);
	let digits = cursor.count;
	let last = 0;
	if (digits === PART_DIGITS) {
		const second = cutPart(bytes, cursor, EXACT_DIGITS - PART_DIGITS);
		mantissa = mantissa * (POWERS[cursor.count] ?? 1) + second;
		digits += cursor.count;
		if (digits === EXACT_DIGITS) {
			last = cutPart(bytes, cursor, MOST_DIGITS - EXACT_DIGITS);
			digits += cursor.count;
		}
	}
	if (hasZero ? cursor.point !== start + 1 && cursor.at !== start + 1 : digits === 0) return Number.NaN;
	const decimals = cursor.point < 0 ? 0 : cursor.at - cursor.point - 1;
	const scale = decimals - cutExponent(bytes, cursor);
	if (scale > MOST_SCALE || scale < -MOST_SCALE) return Number.NaN;
	if (digits > EXACT_DIGITS)
		return scale > 0 ? divide(mantissa, last, POWERS[digits - EXACT_DIGITS] ?? 1, POWERS[scale] ?? 1) : Number.NaN;
	// With that few digits the quotient or product of two exact doubles is the nearest one (Clinger 1990).
	if (scale > 0) return mantissa / (POWERS[scale] ?? 1);
	// Minus zero would be no index: whoever asks for it waits a hundred times as long.
	return scale === 0 ? mantissa : mantissa * (POWERS[-scale] ?? 1);
}

/** Steps over `0.` and the zeros behind it, which are no digits of the number. */
function skipZeros(bytes: Buffer, cursor: NumberCursor): void {
	if (bytes[cursor.at + 1] !== POINT) return;
	cursor.point = cursor.at + 1;
	cursor.at += 2;
	while (bytes[cursor.at] === ZERO) cursor.at += 1;
}

/** The number that the next digits are, at most nine, across the decimal point where it stands between them. */
function cutPart(bytes: Buffer, cursor: NumberCursor, most: number): number {
	const start = cursor.at;
	let at = start;
	let end = at + most;
	let part = 0;
	let code = bytes[at] ?? LINE_FEED;
	for (; code >= ZERO && code <= NINE && at < end; code = bytes[++at] ?? LINE_FEED)
		part = (part * 10 + code - ZERO) | 0;
	if (code === POINT && cursor.point < 0) {
		cursor.point = at;
		end += 1;
		code = bytes[++at] ?? LINE_FEED;
		for (; code >= ZERO && code <= NINE && at < end; code = bytes[++at] ?? LINE_FEED)
			part = (part * 10 + code - ZERO) | 0;
		cursor.count = at - start - 1;
	} else cursor.count = at - start;
	cursor.at = at;
	return part;
}

/** The exponent at the cursor (`e-05`), which is then behind it; 0 where there is none, {@link BEYOND} for none of use. */
function cutExponent(bytes: Buffer, cursor: NumberCursor): number {
	if (((bytes[cursor.at] ?? LINE_FEED) | CASE_BIT) !== SMALL_E) return 0;
	let at = cursor.at + 1;
	const sign = bytes[at];
	if (sign === MINUS || sign === PLUS) at += 1;
	const first = at;
	let value = 0;
	let code = bytes[at] ?? LINE_FEED;
	for (; code >= ZERO && code <= NINE; code = bytes[++at] ?? LINE_FEED) value = value * 10 + code - ZERO;
	cursor.at = at;
	if (at === first || at - first > MOST_EXPONENT_DIGITS) return BEYOND;
	return sign === MINUS ? -value : value;
}

/**
 * `(mantissa * shift + last) / divisor`, rounded once; NaN where the last bit is in doubt. All are whole and exact, the
 * dividend is below 10^19.
 */
function divide(mantissa: number, last: number, shift: number, divisor: number): number {
	const dividend = mantissa * shift;
	const rest = productError(mantissa, shift, dividend) + last;
	const quotient = dividend / divisor;
	const product = quotient * divisor;
	const error = productError(quotient, divisor, product);
	const correction = (dividend - product - error + rest) / divisor;
	const doubt = ((Math.abs(dividend - product) + Math.abs(error) + Math.abs(rest)) / divisor) * SLACK;
	const value = quotient + (correction + doubt);
	return value === quotient + (correction - doubt) ? value : Number.NaN;
}

/** What a product lost when it was rounded (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
	const largeA = SPLITTER * a;
	const largeB = SPLITTER * b;
	const highA = largeA - (largeA - a);
	const highB = largeB - (largeB - b);
	const lowA = a - highA;
	const lowB = b - highB;
	return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB;
}
