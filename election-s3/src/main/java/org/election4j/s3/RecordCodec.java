// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RecordFields;
import org.election4j.spi.RecordText;

/** Records as the texts of objects. */
final class RecordCodec {

    private RecordCodec() {}

    static String encode(LeaseRecord record) {
        return new RecordText(RecordFields.kind(record.key()), RecordFields.of(record)).toString();
    }

    /**
     * Reads a record.
     *
     * @throws LeaseStoreException if the text is not one that this library can read
     */
    static LeaseRecord decode(String text) {
        try {
            RecordText parsed = RecordText.parse(text);
            return RecordFields.record(parsed.kind(), parsed.fields());
        } catch (IllegalArgumentException e) {
            throw new LeaseStoreException(String.valueOf(e.getMessage()), e);
        }
    }
}
