// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

/**
 * A column as a write fills it.
 *
 * @param name its name
 * @param type the type its texts are cast to
 * @param value the expression that fills it, where {@code a} is the row asked for
 */
record Column(String name, String type, String value) {

    static Column of(String name, String type) {
        return new Column(name, type, "a." + name);
    }

    /** A parameter: the texts of this column for all rows. */
    String parameter() {
        return type.equals("text") ? "?::text[]" : "?::text[]::" + type + "[]";
    }
}
