/* SPDX-License-Identifier: MIT */
/* What C99, C11 and C++ say in different ways. */
#ifndef VMI_LANGUAGE_H
#define VMI_LANGUAGE_H

#ifndef __ASSEMBLER__

/* Around declarations of functions. */
#ifdef __cplusplus
#define VMI_BEGIN_C extern "C" {
#define VMI_END_C }
#else
#define VMI_BEGIN_C
#define VMI_END_C
#endif

/* name: an identifier that no other assertion has.  Older dialects take it for the name of a type. */
#if defined(__cplusplus) && __cplusplus >= 201103L
#define VMI_STATIC_ASSERT(name, condition) static_assert(condition, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define VMI_STATIC_ASSERT(name, condition) _Static_assert(condition, #name)
#else
#define VMI_STATIC_ASSERT(name, condition) typedef char vmi_assert_##name[(condition) ? 1 : -1]
#endif

#endif
#endif
