// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

/**
 * One catalogued way to recognise a tunnel.
 *
 * @param id such as {@code SE-TLS-CH}
 * @param title what it sees, in one line for people
 * @param family techniques of one family depend on each other: their weights together count no more
 *     than the family's cap
 * @param definitive whether one hit is enough, chance excluded
 * @param weight natural logarithm of the likelihood ratio of a hit; negative if it speaks against a
 *     tunnel; 0 if definitive
 * @param basis where the weight comes from: {@code computed} chance, {@code counted} in labelled
 *     captures, or {@code estimated}, each with its figures
 */
public record Technique(
        String id, String title, String family, boolean definitive, double weight, String basis)
        implements java.io.Serializable {}
