/* SPDX-License-Identifier: MIT */
/* SHA-256 as in FIPS 180-4, of bytes that lie in one piece.  It takes some 150 bytes of stack. */
#include <vmi/policy.h>

#define BLOCK 64
#define ROUNDS 64

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2). */
static const uint32_t k[ROUNDS] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* And of the square roots of the first 8 (section 5.3.3). */
static const uint32_t first[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static uint32_t rotated(uint32_t x, unsigned int n)
{
	return x >> n | x << (32 - n);
}

/* The byte at a place of the padded message, which has end bytes (section 5.1.1). */
static uint8_t padded(const uint8_t *data, size_t len, size_t end, size_t at)
{
	size_t behind = end - 1 - at;

	if (at < len)
		return data[at];
	if (at == len)
		return 0x80;
	/* The last 8 have the length in bits.  To shift 64 bits is a function of the compiler's library. */
	if (behind == 0)
		return (uint8_t)(len << 3);
	return behind > sizeof(len) ? 0 : (uint8_t)(len >> (8 * behind - 3));
}

/* Word t of the schedule, of which the last 16 are kept (section 6.2.2, step 1). */
static uint32_t next_word(uint32_t w[16], unsigned int t)
{
	uint32_t w15 = w[(t + 1) % 16], w2 = w[(t + 14) % 16];

	w[t % 16] += (rotated(w15, 7) ^ rotated(w15, 18) ^ w15 >> 3) + w[(t + 9) % 16] +
		     (rotated(w2, 17) ^ rotated(w2, 19) ^ w2 >> 10);
	return w[t % 16];
}

/*
 * Step 3.  Instead of moving the eight variables by one, the names move: variable i of
 * round t is v[(i - t) % 8].
 */
static void one_round(uint32_t v[8], unsigned int t, uint32_t word)
{
#define V(i) v[((i) - t) % 8]
	uint32_t a = V(0), b = V(1), c = V(2), e = V(4), f = V(5), g = V(6);
	uint32_t t1 =
		V(7) + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + k[t] + word;
	uint32_t t2 = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));

	V(3) += t1;
	V(7) = t1 + t2;
#undef V
}

VMI_CALLCONV void vmi_sha256(const void *data, size_t len, uint8_t sum[VMI_SHA256_LEN])
{
	size_t end = (len + 1 + 8 + BLOCK - 1) / BLOCK * BLOCK;
	uint32_t h[8], v[8], w[16];

	for (unsigned int i = 0; i < 8; i++)
		h[i] = first[i];
	for (size_t at = 0; at < end; at += BLOCK) {
		for (unsigned int i = 0; i < BLOCK; i++)
			w[i / 4] = w[i / 4] << 8 | padded(data, len, end, at + i);
		for (unsigned int i = 0; i < 8; i++)
			v[i] = h[i];
		for (unsigned int t = 0; t < ROUNDS; t++)
			one_round(v, t, t < 16 ? w[t] : next_word(w, t));
		for (unsigned int i = 0; i < 8; i++)
			h[i] += v[i];
	}
	for (unsigned int i = 0; i < VMI_SHA256_LEN; i++)
		sum[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}
