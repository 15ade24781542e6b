// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RecordFields;
import org.election4j.spi.RecordText;

/** Records as the data of znodes: texts in UTF-8. */
final class RecordCodec {

    private static final String LIFE = "life";

    /**
     * What a znode holds.
     *
     * @param record the record
     * @param life the nonce of the write that began this life of the record
     */
    record Living(LeaseRecord record, UUID life) {}

    private RecordCodec() {}

    static byte[] encode(LeaseRecord record, UUID life) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(LIFE, life.toString());
        fields.putAll(RecordFields.of(record));
        return new RecordText(RecordFields.kind(record.key()), fields)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a record.
     *
     * @throws LeaseStoreException if the text is not one that this library can read
     */
    static Living decode(String text) {
        try {
            RecordText parsed = RecordText.parse(text);
            LeaseRecord record = RecordFields.record(parsed.kind(), parsed.fields());
            String life = parsed.fields().get(LIFE);
            if (life == null) {
                throw new IllegalArgumentException("there is no field '" + LIFE + "'");
            }
            return new Living(record, UUID.fromString(life));
        } catch (IllegalArgumentException e) {
            throw new LeaseStoreException(String.valueOf(e.getMessage()), e);
        }
    }
}
