// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Visits every world of a scope once, nearest first. */
final class Traversal {

    /** Told from time to time how far the search is. */
    @FunctionalInterface
    interface Progress {
        void layer(int depth, long states, long transitions, int frontier);
    }

    private final Scope scope;
    private final long limit;
    private final Progress progress;
    private final Sightings tally = new Sightings();
    private final VisitedSet visited = new VisitedSet();
    private final Fingerprint fingerprint;
    private List<World> frontier = new ArrayList<>();
    private List<World> next = new ArrayList<>();
    private long transitions;
    private int mostSteps;

    /**
     * A search.
     *
     * @param scope what can happen
     * @param limit after how many states to give up
     * @param progress is told of each layer
     */
    Traversal(Scope scope, long limit, Progress progress) {
        this.scope = scope;
        this.limit = limit;
        this.progress = progress;
        this.fingerprint = new Fingerprint(scope);
    }

    Exploration run() {
        World first = Beginnings.world(scope);
        visited.add(fingerprint.of(first), 0);
        frontier.add(first);
        int depth = 0;
        while (!frontier.isEmpty() && visited.size() < limit) {
            progress.layer(depth, visited.size(), transitions, frontier.size());
            for (World world : frontier) {
                Exploration failure = expand(world, depth);
                if (failure != null) {
                    return failure;
                }
            }
            frontier = next;
            next = new ArrayList<>();
            depth++;
        }
        return result(depth, frontier.isEmpty(), null, List.of());
    }

    private @Nullable Exploration expand(World world, int depth) {
        long from = fingerprint.of(world);
        Moves moves = new Moves(scope, tally);
        try {
            moves.from(world, (move, reached) -> {
                transitions++;
                if (visited.add(fingerprint.of(reached), from)) {
                    Rules.check(scope, reached);
                    mostSteps = Math.max(mostSteps, reached.steps());
                    next.add(reached);
                }
            });
            return null;
        } catch (Breach violation) {
            List<String> story = story(from);
            story.add(String.valueOf(moves.current()));
            return result(depth, false, violation.getMessage(), story);
        }
    }

    private Exploration result(int depth, boolean complete, @Nullable String violation, List<String> story) {
        return new Exploration(scope, visited.size(), transitions, depth, mostSteps, complete, tally, violation, story);
    }

    // ---- how it came to this ---------------------------------------------------------------------------------------

    /** Replays from the first world: of all that can happen next, what leads to the next fingerprint. */
    private List<String> story(long last) {
        Deque<Long> path = new ArrayDeque<>();
        for (long at = last; at != 0; at = visited.parentOf(at)) {
            path.addFirst(at);
        }
        path.removeFirst();
        List<String> story = new ArrayList<>();
        World world = Beginnings.world(scope);
        for (long wanted : path) {
            world = follow(world, wanted, story);
        }
        return story;
    }

    private World follow(World world, long wanted, List<String> story) {
        List<World> found = new ArrayList<>();
        new Moves(scope, new Sightings()).from(world, (move, reached) -> {
            if (found.isEmpty() && fingerprint.of(reached) == wanted) {
                found.add(reached);
                story.add(move.toString());
            }
        });
        return found.get(0);
    }
}
