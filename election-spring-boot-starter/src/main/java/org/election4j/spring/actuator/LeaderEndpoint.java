// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import java.util.Set;
import org.election4j.spring.Elections;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * For load balancers: 200 on the leader of an election, 503 on all others, 404 if there is no such election. Asks no store.
 * Without a name it means the only election there is.
 */
@WebEndpoint(id = "leader")
public final class LeaderEndpoint {

    private final Elections elections;

    LeaderEndpoint(Elections elections) {
        this.elections = elections;
    }

    /**
     * The answer.
     *
     * @param election the election
     * @param leading whether this application leads it
     */
    public record Probe(String election, boolean leading) {}

    /**
     * Probes the only election.
     *
     * @return 200, 503, or 404 if there are several
     */
    @ReadOperation
    public WebEndpointResponse<Probe> leader() {
        Set<String> names = elections.names();
        return names.size() == 1 ? probe(names.iterator().next()) : notFound();
    }

    /**
     * Probes an election.
     *
     * @param election its name
     * @return 200, 503 or 404
     */
    @ReadOperation
    public WebEndpointResponse<Probe> leader(@Selector String election) {
        return elections.names().contains(election) ? probe(election) : notFound();
    }

    private WebEndpointResponse<Probe> probe(String election) {
        boolean leading = elections.elector(election).isLeader();
        int status = leading ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
        return new WebEndpointResponse<>(new Probe(election, leading), status);
    }

    private static WebEndpointResponse<Probe> notFound() {
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
    }
}
