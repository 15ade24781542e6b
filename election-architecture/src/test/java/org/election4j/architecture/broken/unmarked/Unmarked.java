// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.unmarked;

final class Unmarked {}
