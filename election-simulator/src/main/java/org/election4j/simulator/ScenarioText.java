// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A scenario as lines of text that a person can read and shorten, and a test can keep. */
final class ScenarioText {

    private ScenarioText() {}

    static String print(Scenario scenario) {
        StorySetup cast = scenario.cast();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "story seed %d length %d maxLease %d elections %d epochs %b storeClock %b marks %b hints %b neverUsed %b objects %b configured %b%n",
                scenario.seed(),
                scenario.lengthMillis(),
                cast.maxLeaseMillis(),
                cast.elections(),
                cast.epochs(),
                cast.storeClock(),
                cast.marks(),
                cast.hints(),
                cast.neverUsed(),
                cast.objects(),
                cast.configured()));
        for (StorySetup.Member member : cast.members()) {
            text.append(String.format(
                    Locale.ROOT,
                    "member lease %d rate %d date %d bootClock %b trusts %b latency %d%n",
                    member.leaseMillis(),
                    member.ratePermille(),
                    member.dateOffsetMillis(),
                    member.bootClock(),
                    member.trustsStoreClock(),
                    member.latencyMicros()));
        }
        for (Incident incident : scenario.incidents()) {
            text.append(String.format(
                    Locale.ROOT,
                    "at %d %s member %d millis %d number %d%n",
                    incident.atMillis(),
                    incident.what(),
                    incident.member(),
                    incident.millis(),
                    incident.number()));
        }
        return text.toString();
    }

    static Scenario parse(String text) {
        List<StorySetup.Member> members = new ArrayList<>();
        List<Incident> incidents = new ArrayList<>();
        String[] story = {};
        for (String line : text.strip().split("\\R", -1)) {
            String[] words = line.strip().split(" +", -1);
            switch (words[0]) {
                case "story" -> story = words;
                case "member" -> members.add(member(words));
                case "at" -> incidents.add(incident(words));
                default -> throw new IllegalArgumentException("a line begins with story, member or at, not: " + line);
            }
        }
        if (story.length != 23 || members.isEmpty()) {
            throw new IllegalArgumentException("one line tells the story and one each of its members: " + text);
        }
        StorySetup cast = new StorySetup(
                Long.parseLong(story[6]),
                Integer.parseInt(story[8]),
                Boolean.parseBoolean(story[10]),
                Boolean.parseBoolean(story[12]),
                Boolean.parseBoolean(story[14]),
                Boolean.parseBoolean(story[16]),
                Boolean.parseBoolean(story[18]),
                Boolean.parseBoolean(story[20]),
                Boolean.parseBoolean(story[22]),
                members);
        return new Scenario(Long.parseLong(story[2]), Long.parseLong(story[4]), cast, incidents);
    }

    private static StorySetup.Member member(String[] words) {
        return new StorySetup.Member(
                Long.parseLong(words[2]),
                Integer.parseInt(words[4]),
                Long.parseLong(words[6]),
                Boolean.parseBoolean(words[8]),
                Boolean.parseBoolean(words[10]),
                Long.parseLong(words[12]));
    }

    private static Incident incident(String[] words) {
        return new Incident(
                Long.parseLong(words[1]),
                Disturbance.valueOf(words[2]),
                Integer.parseInt(words[4]),
                Long.parseLong(words[6]),
                Integer.parseInt(words[8]));
    }
}
