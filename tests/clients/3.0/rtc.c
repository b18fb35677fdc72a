// SPDX-License-Identifier: GPL-2.0-only
/* The clock that runs on a battery, which such a kernel asks for the time where no ROM has any. */
#include "time.h"

#define INDEX 0x70
#define DATA 0x71
#define UPDATING 0x80 /* of status A */

static uint32_t two_digits(uint8_t which)
{
	uint8_t v;

	outb(INDEX, which);
	v = inb(DATA);
	return (v >> 4) * 10u + (v & 15);
}

static bool updating(void)
{
	outb(INDEX, 0x0a);
	return inb(DATA) & UPDATING;
}

/* Since 1970, of a date after 2000: as February is the last month of a year that begins in March. */
static uint32_t since_1970(uint32_t year, uint32_t month, uint32_t day)
{
	year += 2000 - (month < 3);
	month = (month + 9) % 12;
	return year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719468;
}

/* Digits as decimals and 24 hours, as firmware leaves it; twice the same, or it went on in between. */
uint32_t rtc_seconds(void)
{
	uint32_t now[6] = {0}, last[6];

	do {
		memcpy(last, now, sizeof(last));
		while (updating())
			;
		for (unsigned int i = 0; i < 6; i++)
			now[i] = two_digits(i < 3 ? (uint8_t)(2 * i) : (uint8_t)(4 + i));
	} while (memcmp(now, last, sizeof(now)) != 0);
	return since_1970(now[5], now[4], now[3]) * 86400 + now[2] * 3600 + now[1] * 60 + now[0];
}
