// SPDX-License-Identifier: Apache-2.0
/**
 * A bucket of S3, or of a store that speaks its language, as the lease store, and a fence for the objects in it.
 *
 * <p>{@link org.election4j.s3.S3LeaseStore} keeps one small text object per record and changes it by conditional writes.
 * All it asks of a bucket is in {@link org.election4j.s3.ConditionalObjects}, so that other object stores can follow.
 * {@link org.election4j.s3.S3Fence} ties the content of an object of yours to a term.
 */
@NullMarked
package org.election4j.s3;

import org.jspecify.annotations.NullMarked;
