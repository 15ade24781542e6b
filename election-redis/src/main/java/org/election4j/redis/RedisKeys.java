// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.UUID;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The names of a namespace's keys. They share one hash tag, and so one slot of a Cluster. */
record RedisKeys(String namespace) {

    String store() {
        return key("store");
    }

    String sessions() {
        return key("sessions");
    }

    String elections() {
        return key("elections");
    }

    /** The channel of hints. */
    String hints() {
        return key("hints");
    }

    String session(UUID incarnation) {
        return key("session:" + incarnation);
    }

    String presence(UUID incarnation) {
        return key("presence:" + incarnation);
    }

    String election(String name) {
        return key("election:" + name);
    }

    String tick(String job) {
        return key("tick:" + job);
    }

    String pause(String job) {
        return key("pause:" + job);
    }

    String index(RecordKind kind) {
        return kind == RecordKind.SESSION ? sessions() : elections();
    }

    String record(RecordKey key) {
        if (key instanceof RecordKey.Session session) {
            return session(session.incarnation());
        }
        return key instanceof RecordKey.Election election ? election(election.name()) : store();
    }

    /** What the scripts call a kind of record. */
    static String kind(RecordKey key) {
        if (key instanceof RecordKey.Session) {
            return "session";
        }
        return key instanceof RecordKey.Election ? "election" : "store";
    }

    /** What the index of its kind calls a record. */
    static String name(LeaseRecord record) {
        RecordKey key = record.key();
        if (key instanceof RecordKey.Session session) {
            return session.incarnation().toString();
        }
        return key instanceof RecordKey.Election election ? election.name() : "";
    }

    /** The record that the index of its kind calls so. */
    static RecordKey named(RecordKind kind, String name) {
        return kind == RecordKind.SESSION ? new RecordKey.Session(UUID.fromString(name)) : new RecordKey.Election(name);
    }

    int slot() {
        return JedisClusterCRC16.getSlot(store());
    }

    private String key(String rest) {
        return "{" + namespace + "}:" + rest;
    }
}
