// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { Component, reactive, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

// Work that this user asked for: how far it is, wherever they go meanwhile, and what came of it.
const jobNewsService = {
    dependencies: ["bus_service"],
    start(env, { bus_service }) {
        const jobs = reactive({});
        bus_service.subscribe("amazon_job", (news) => {
            jobs[news.id] = news;
        });
        return { jobs };
    },
};
registry.category("services").add("amazon_job_news", jobNewsService);

export class JobNews extends Component {
    static template = "acorn_iamazon.JobNews";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.jobs = useState(useService("amazon_job_news").jobs);
    }

    get news() {
        return Object.values(this.jobs);
    }

    getPercent(job) {
        return job.total ? Math.round((100 * job.done) / job.total) : 0;
    }

    stop(job) {
        return this.orm.call("amazon.vendor.job", "action_stop", [[job.id]]);
    }

    async show(job) {
        const action = await this.orm.call("amazon.vendor.job", "action_open_result", [[job.id]]);
        this.close(job);
        await this.action.doAction(action);
    }

    close(job) {
        delete this.jobs[job.id];
    }
}
registry.category("main_components").add("AmazonJobNews", { Component: JobNews });
