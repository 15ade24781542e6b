// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.spi;

public record Version(long number) {}
