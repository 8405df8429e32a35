// SPDX-License-Identifier: Apache-2.0
/**
 * What people ask of the acting stage: {@code blocks}, {@code firewall}, {@code notify test},
 * {@code audit}, and its part of {@code status}.
 */
package org.sekisho.enforcement.operation;
