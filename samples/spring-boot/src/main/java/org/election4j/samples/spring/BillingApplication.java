// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Start it as often as you like: one instance bills. */
@SpringBootApplication
@EnableScheduling
public class BillingApplication {

    /** Starts one instance. */
    public static void main(String[] args) {
        SpringApplication.run(BillingApplication.class, args);
    }
}
