// SPDX-License-Identifier: Apache-2.0
/** An S3 emulator for tests and demos. It is not S3, and no figure measured on it says anything about S3. */
@NullMarked
package org.election4j.s3.emulator;

import org.jspecify.annotations.NullMarked;
