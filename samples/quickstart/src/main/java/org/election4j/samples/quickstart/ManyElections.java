// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import org.election4j.Candidate;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.spi.LeaseStore;

/** One process that takes part in an election for each shard. */
final class ManyElections {

    private ManyElections() {}

    static Candidate start(LeaseStore store, List<String> shards, LeadershipListener listener) {
        // tag::many
        Candidate candidate = Candidate.builder(store).address("10.0.3.7:8080").start();
        for (String shard : shards) {
            candidate.elector(shard).listener(listener).start();
        }
        // end::many
        return candidate;
    }

    /** A request to a service that remembers the largest term and refuses smaller ones. */
    static HttpRequest request(URI uri, Leadership leadership, HttpRequest.BodyPublisher body) {
        // tag::http
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Fencing-Token", Long.toString(leadership.term()))
                .POST(body)
                .build();
        // end::http
        return request;
    }
}
