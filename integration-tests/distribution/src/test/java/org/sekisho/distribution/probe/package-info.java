// SPDX-License-Identifier: Apache-2.0
/** A bundle of the tests' own, which is put into a copy of the distribution. */
package org.sekisho.distribution.probe;
