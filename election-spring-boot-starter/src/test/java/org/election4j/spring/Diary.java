// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.event.EventListener;

/** What an application heard and did, in order, from all threads. */
public class Diary {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** Notes an event of an election; that the leader has changed is not in any certain place, and left out. */
    @EventListener
    public void on(ElectionEvent event) {
        if (!(event instanceof LeaderChanged)) {
            add(event.getClass().getSimpleName());
        }
    }

    /** Notes something. */
    public void add(String line) {
        lines.add(line);
    }

    /** All of it so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
