BEGIN TRANSACTION;
CREATE TABLE addresses (
	url TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	title TEXT, 
	published DATETIME, 
	found_at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_fetch DATETIME, 
	etag TEXT, 
	last_modified TEXT, 
	page_hash TEXT, 
	reason TEXT, 
	PRIMARY KEY (url)
);
INSERT INTO "addresses" VALUES('http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','example-localgov','Council apologises to families as children’s services fail inspection','2021-11-29 08:00:00.000000','2026-11-22 10:46:45.686143','kept',0,'2026-11-23 10:46:45.893830','"349d7e19ddcb10d4"','Sun, 22 Nov 2026 10:03:55 GMT','349d7e19ddcb10d4b073c85797d6a7613ea7c69de1c9a450cf15e61eb772c291',NULL);
INSERT INTO "addresses" VALUES('http://127.0.0.1:8976/latest-news/whats-on/cleethorpes-light-railway-announces-steam-weekend','example-infocus','Cleethorpes light railway announces steam weekend','2024-02-22 15:18:57.000000','2026-11-22 10:46:45.687921','kept',0,'2026-11-23 10:46:46.018668','"58503e0e69b3b1fa"','Sun, 22 Nov 2026 10:03:55 GMT','58503e0e69b3b1fa9ec0c3a14e099349ec6e09fef4773f8c5621a725de29288a',NULL);
INSERT INTO "addresses" VALUES('http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','example-gazette','Reviewers list 13 strengths and 14 recommendations for care leavers'' service','2018-10-17 10:20:00.000000','2026-11-22 10:46:45.687178','kept',0,'2026-11-23 10:46:45.913713','"1e7e618fb7470444"','Sun, 22 Nov 2026 10:03:55 GMT','1e7e618fb74704443bd952ec0938c533555b87dc385ff42598f7b850083f063d',NULL);
CREATE TABLE articles (
	article_id TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	source_id TEXT NOT NULL, 
	source_kind TEXT NOT NULL, 
	url TEXT NOT NULL, 
	title TEXT NOT NULL, 
	byline TEXT, 
	published DATE, 
	modified DATE, 
	fetched_at DATETIME NOT NULL, 
	kinds JSON NOT NULL, 
	subjects JSON NOT NULL, 
	relevant BOOLEAN NOT NULL, 
	text TEXT NOT NULL, 
	content_hash TEXT NOT NULL, 
	page_hash TEXT NOT NULL, 
	story_id TEXT NOT NULL, 
	flagged_at DATETIME, 
	PRIMARY KEY (article_id, version)
);
INSERT INTO "articles" VALUES('d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','Council apologises to families as children’s services fail inspection','Edwin Hallam','2021-11-29',NULL,'2026-11-22 10:46:45.893830','["inspection_result", "intervention", "leadership_change"]','["North East Lincolnshire"]',1,'Council apologises to families as children’s services fail inspection

Leaders of North East Lincolnshire Council have apologised to children and families after Ofsted judged its children’s services ‘inadequate’.

A full inspection took place in October and the report, which came out on Friday, says that the quality of social work has fallen badly since the council was found to be ‘good’ in 2017.

Inspectors gave the lowest grade in three areas: the impact of leaders on social work practice with children and families, the experiences and progress of children who need help and protection, and the experiences and progress of children in care and care leavers. The overall effectiveness of the service was also judged ‘inadequate’.

‘Children have been left in situations of risk because nobody stood back and asked whether the plan was working,’ the report says. ‘Leaders were slow to see this and slower to put it right.’

The Department for Education has appointed a commissioner, who will work with the council’s leaders and advise ministers on what should happen next.

Council leader Cllr Graham Thorley said: ‘We let children down. I have apologised to the young people on our care council in person, and I repeat it here. We will publish an improvement plan by the end of January.’

The director of children’s services, Helen Marsden, announced on Friday that she will step down at the end of the year. Her replacement has not been named.

Cllr Susan Aldous, the portfolio holder for children and young people, said an extra £2m would be spent on the service over the coming year.

‘Money on its own will not do it,’ she added. ‘We need people who stay, and we are going to recruit 25 more social workers by September.’

The inspectors also had some praise: the out-of-hours team was responsive, they said, and young people who go missing are offered a conversation with somebody they trust when they return.','2a09d57798311bbcda4962483d06c258a1c6573bb5b31841d812c7bb39c9196c','349d7e19ddcb10d4b073c85797d6a7613ea7c69de1c9a450cf15e61eb772c291','d1a6df7c15014f6f5ca5','2026-11-22 10:46:52.421040');
INSERT INTO "articles" VALUES('55153362ffda3a9fea64',1,'example-gazette','local_press','http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','Reviewers list 13 strengths and 14 recommendations for care leavers'' service','Owen Thirlwell, Local Democracy Reporting Service','2018-10-17',NULL,'2026-11-22 10:46:45.913713','["peer_review"]','["Northumberland"]',1,'Reviewers list 13 strengths and 14 recommendations for care leavers'' service

A peer challenge of Northumberland''s service for care leavers has come back with 13 strengths and 14 recommendations.

The team was made up of three managers from other councils and a co-ordinator from the Local Government Association. It spent two days in the county in September, reading files and talking to staff, partners and young people.

Members of the family and children''s services committee were told at County Hall last week that the council had invited the review after Ofsted criticised the service in 2016.

Fiona Kerr, the executive director of children''s services, said little in the feedback had come as a surprise. “It is one thing to think you know your weak spots and another to have somebody walk in and point to them,” she told councillors.

Among the strengths, the reviewers listed staff who are proud of their work, a wide choice of places to live and a bigger share of young people going on to college than in most of the country.

Their recommendations ask for regular oversight by senior managers, for a clearer offer on emotional wellbeing and mental health, and for pathway plans that are written with the young person rather than about them.

Coun Alan Purdy, the cabinet member for children''s services, said he was grateful for the candour.

“Nobody invites a team like this to be patted on the back,” he said. “We will bring an action plan to this committee in January, and care leavers themselves will help us to write it.”

Coun Janet Elwood asked how many care leavers were out of work or training. Officers said that it was just under a third, which was better than the average for England but not good enough.

The committee agreed to look at the subject again in six months'' time.','20e22cbe86d59b9725c28756edbc679e2b7db3f806482a07b43942e6321264d3','1e7e618fb74704443bd952ec0938c533555b87dc385ff42598f7b850083f063d','55153362ffda3a9fea64','2026-11-22 10:46:52.421040');
INSERT INTO "articles" VALUES('e944ce9cb08b611df283',1,'example-infocus','local_press','http://127.0.0.1:8976/latest-news/whats-on/cleethorpes-light-railway-announces-steam-weekend','Cleethorpes light railway announces steam weekend','Harriet','2024-02-22',NULL,'2026-11-22 10:46:46.018668','["other"]','["Lincolnshire"]',0,'Cleethorpes light railway announces steam weekend

Five visiting engines will be in steam on the seafront at Cleethorpes over the last weekend of April.

The light railway is marking the start of its season with a two-day gala. Trains will run every 20 minutes between the leisure centre and the boating lake, and for the first time in a decade the old signal box will be open to the public.

Volunteers have spent the winter repainting carriages and replacing 400 sleepers along the sea wall.

“There is nothing like the smell of coal smoke and chips,” said one of the drivers, who has been with the railway since he was fourteen.

Tickets cost £7 for adults and £4 for children, and they are good all day. Dogs travel free.

Two of the visitors have never been to Lincolnshire before. One was built for a slate quarry in north Wales in 1898, the other hauled peat in Germany until the 1970s and was found under a tarpaulin by a retired teacher from Louth.

On the Saturday evening there will be a photographers'' special by lamplight, with fish suppers served on the platform. Places are limited to 60 and have to be booked.

The railway is run entirely by volunteers and carried 71,000 passengers last season, its best year since 2011.','880e5f785132958e6e2b058bd74426c954d4a9c43191cde488572966d037ff48','58503e0e69b3b1fa9ec0c3a14e099349ec6e09fef4773f8c5621a725de29288a','e944ce9cb08b611df283','2026-11-22 10:46:52.421040');
INSERT INTO "articles" VALUES('d1a6df7c15014f6f5ca5',1,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','Council apologises to families as children’s services fail inspection','Edwin Hallam','2021-11-29',NULL,'2026-11-20 08:00:00.000000','["inspection_result", "intervention", "leadership_change"]','["North East Lincolnshire"]',1,'Council says sorry to families as children’s services fail inspection

Leaders of North East Lincolnshire Council have apologised to children and families after Ofsted judged its children’s services ‘inadequate’.

A full inspection took place in October and the report, which came out on Friday, says that the quality of social work has fallen badly since the council was found to be ‘good’ in 2017.

Inspectors gave the lowest grade in three areas: the impact of leaders on social work practice with children and families, the experiences and progress of children who need help and protection, and the experiences and progress of children in care and care leavers. The overall effectiveness of the service was also judged ‘inadequate’.

‘Children have been left in situations of risk because nobody stood back and asked whether the plan was working,’ the report says. ‘Leaders were slow to see this and slower to put it right.’

The Department for Education has appointed a commissioner, who will work with the council’s leaders and advise ministers on what should happen next.

Council leader Cllr Graham Thorley said: ‘We let children down. I have apologised to the young people on our care council in person, and I repeat it here. We will publish an improvement plan by the end of January.’

The director of children’s services, Helen Marsden, announced on Friday that she will step down at the end of the year. Her replacement has not been named.

Cllr Susan Aldous, the portfolio holder for children and young people, said an extra £2m would be spent on the service over the coming year.

‘Money on its own will not do it,’ she added. ‘We need people who stay, and we are going to recruit 25 more social workers by September.’

The inspectors also had some praise: the out-of-hours team was responsive, they said, and young people who go missing are offered a conversation with somebody they trust when they return.','of the first version','349d7e19ddcb10d4b073c85797d6a7613ea7c69de1c9a450cf15e61eb772c291','d1a6df7c15014f6f5ca5','2026-11-20 08:00:05.000000');
CREATE TABLE changes (
	change_id TEXT NOT NULL, 
	type TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	authority_code TEXT NOT NULL, 
	authority TEXT NOT NULL, 
	judgement TEXT, 
	old_value TEXT, 
	new_value TEXT, 
	effective DATE NOT NULL, 
	detected_at DATETIME NOT NULL, 
	n_sources BIGINT NOT NULL, 
	article_ids JSON NOT NULL, 
	best_source_kind TEXT NOT NULL, 
	corroborated BOOLEAN NOT NULL, 
	summary TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	url TEXT NOT NULL, 
	family TEXT NOT NULL, 
	subject TEXT, 
	PRIMARY KEY (change_id)
);
INSERT INTO "changes" VALUES('de37bba37d169ad881bc','inadequate_new','critical','E06000012','North East Lincolnshire','overall_effectiveness','good','inadequate','2021-11-26','2026-11-22 10:46:52.421040',3,'["8413eded17351ca98222", "d1a6df7c15014f6f5ca5", "94ecd39ebfee2e9dfd5a"]','council',1,'North East Lincolnshire: children''s services judged inadequate overall and in all three areas','Their report, published this morning, grades the service inadequate overall and in each of the three areas examined: the impact of leaders on social work practice with children and families, the experiences and progress of children who need help and protection, and the experiences and progress of children in care and care leavers.','http://127.0.0.1:8971/ofsted-report-childrens-services-november-2021/','rating',NULL);
INSERT INTO "changes" VALUES('5acbf634c468062cb455','peer_review','medium','E06000057','Northumberland',NULL,NULL,'13 strengths, 14 recommendations','2018-09-30','2026-11-22 10:46:52.421040',2,'["55153362ffda3a9fea64", "565d1473ce7c7f5e78f2"]','local_press',0,'Northumberland: peer review of care leavers (13 strengths, 14 recommendations)','A peer challenge of Northumberland''s service for care leavers has come back with 13 strengths and 14 recommendations.','http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','peer_review',NULL);
INSERT INTO "changes" VALUES('7a513ee791399310dd4a','commitment_made','low','E06000057','Northumberland',NULL,NULL,'The committee agreed to look at the subject again in six months'' time.','2018-10-17','2026-11-22 10:46:52.421040',2,'["55153362ffda3a9fea64", "565d1473ce7c7f5e78f2"]','local_press',0,'Northumberland: undertaking on a review, by 30 April 2019','The committee agreed to look at the subject again in six months'' time.','http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','commitment','review//2019-04-30');
INSERT INTO "changes" VALUES('be8cee200e4f1f8f3c37','commissioner_appointed','critical','E06000012','North East Lincolnshire',NULL,NULL,NULL,'2021-11-26','2026-11-22 10:46:52.421040',3,'["8413eded17351ca98222", "d1a6df7c15014f6f5ca5", "94ecd39ebfee2e9dfd5a"]','council',1,'North East Lincolnshire: commissioner appointed for children''s services','The Department for Education has appointed a commissioner, who will work alongside the Council and report to ministers in the spring on the progress being made.','http://127.0.0.1:8971/ofsted-report-childrens-services-november-2021/','commissioner',NULL);
INSERT INTO "changes" VALUES('723a31d51f80e74234f7','leadership_change','medium','E06000012','North East Lincolnshire',NULL,NULL,'director of children''s services leaving','2021-11-26','2026-11-22 10:46:52.421040',3,'["8413eded17351ca98222", "d1a6df7c15014f6f5ca5", "94ecd39ebfee2e9dfd5a"]','council',1,'North East Lincolnshire: director of children''s services Helen Marsden leaving','The Director of Children’s Services, Helen Marsden, is to leave the Council at the end of the year.','http://127.0.0.1:8971/ofsted-report-childrens-services-november-2021/','leadership director_of_childrens_services','director_of_childrens_services leaving');
CREATE TABLE commitments (
	commitment_id TEXT NOT NULL, 
	authority_code TEXT NOT NULL, 
	authority TEXT NOT NULL, 
	speaker TEXT, 
	speaker_role TEXT, 
	category TEXT NOT NULL, 
	text TEXT NOT NULL, 
	amount_gbp BIGINT, 
	deadline DATE, 
	deadline_precision TEXT, 
	status TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	source_id TEXT NOT NULL, 
	source_kind TEXT NOT NULL, 
	url TEXT NOT NULL, 
	published DATE, 
	evidence TEXT NOT NULL, 
	evidence_start BIGINT NOT NULL, 
	evidence_end BIGINT NOT NULL, 
	rule TEXT NOT NULL, 
	confidence DOUBLE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	PRIMARY KEY (commitment_id, version)
);
INSERT INTO "commitments" VALUES('74cfed42a932bbf8837f','E06000012','North East Lincolnshire','Graham Thorley','council_leader','improvement_plan','We will publish an improvement plan by the end of January.’',NULL,'2022-01-31','month','open','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','We will publish an improvement plan by the end of January.’',1235,1294,'commitments.will',0.9,'2026-11-22 10:46:51.165826');
INSERT INTO "commitments" VALUES('1ebbcbe740ee6dae6311','E06000012','North East Lincolnshire','Susan Aldous','lead_member','funding','Cllr Susan Aldous, the portfolio holder for children and young people, said an extra £2m would be spent on the service over the coming year.',2000000,NULL,NULL,'undated','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','Cllr Susan Aldous, the portfolio holder for children and young people, said an extra £2m would be spent on the service over the coming year.',1453,1593,'commitments.would_be_done',0.8,'2026-11-22 10:46:51.165826');
INSERT INTO "commitments" VALUES('2f6fdacade4bd3a2695b','E06000012','North East Lincolnshire',NULL,NULL,'recruitment','‘We need people who stay, and we are going to recruit 25 more social workers by September.’',NULL,'2022-09-30','month','open','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','‘We need people who stay, and we are going to recruit 25 more social workers by September.’',1641,1732,'commitments.going_to',0.8,'2026-11-22 10:46:51.165826');
INSERT INTO "commitments" VALUES('7647b1d08d8366b750dc','E06000057','Northumberland','Alan Purdy','lead_member','improvement_plan','“We will bring an action plan to this committee in January, and care leavers themselves will help us to write it.”',NULL,'2019-01-31','month','open','55153362ffda3a9fea64',1,'example-gazette','local_press','http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','2018-10-17','“We will bring an action plan to this committee in January, and care leavers themselves will help us to write it.”',1422,1536,'commitments.will',0.9,'2026-11-22 10:46:51.376405');
INSERT INTO "commitments" VALUES('bc08d39fc398f0f01469','E06000057','Northumberland','Alan Purdy','lead_member','general_pledge','“We will bring an action plan to this committee in January, and care leavers themselves will help us to write it.”',NULL,NULL,NULL,'undated','55153362ffda3a9fea64',1,'example-gazette','local_press','http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','2018-10-17','“We will bring an action plan to this committee in January, and care leavers themselves will help us to write it.”',1422,1536,'commitments.will',0.9,'2026-11-22 10:46:51.376405');
INSERT INTO "commitments" VALUES('cfa77a4f74bc12f38abf','E06000057','Northumberland',NULL,NULL,'review','The committee agreed to look at the subject again in six months'' time.',NULL,'2019-04-30','month','open','55153362ffda3a9fea64',1,'example-gazette','local_press','http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','2018-10-17','The committee agreed to look at the subject again in six months'' time.',1728,1798,'commitments.pledge',0.8,'2026-11-22 10:46:51.376405');
CREATE TABLE failures (
	failure_id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	step TEXT NOT NULL, 
	source_id TEXT, 
	url TEXT, 
	reason TEXT NOT NULL, 
	message TEXT NOT NULL, 
	failed_at DATETIME NOT NULL, 
	PRIMARY KEY (failure_id)
);
INSERT INTO "failures" VALUES('f1','r1','watch','gazette','http://gazette.example/x','server_error','The page http://gazette.example/x answered 500; try again later.','2021-12-03 09:00:00.000000');
CREATE TABLE interventions (
	intervention_id TEXT NOT NULL, 
	authority_code TEXT NOT NULL, 
	authority TEXT NOT NULL, 
	type TEXT NOT NULL, 
	person TEXT, 
	standing TEXT NOT NULL, 
	remit TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	source_id TEXT NOT NULL, 
	source_kind TEXT NOT NULL, 
	url TEXT NOT NULL, 
	published DATE, 
	evidence TEXT NOT NULL, 
	evidence_start BIGINT NOT NULL, 
	evidence_end BIGINT NOT NULL, 
	rule TEXT NOT NULL, 
	confidence DOUBLE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	PRIMARY KEY (intervention_id, version)
);
INSERT INTO "interventions" VALUES('7dc1fd8cbb8578a1cdcc','E06000012','North East Lincolnshire','commissioner_appointed',NULL,'current','childrens_services','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','The Department for Education has appointed a commissioner, who will work with the council’s leaders and advise ministers on what should happen next.',930,1078,'intervention_commissioner_appointed',0.92,'2026-11-22 10:46:51.165826');
CREATE TABLE leadership (
	leadership_id TEXT NOT NULL, 
	authority_code TEXT NOT NULL, 
	authority TEXT NOT NULL, 
	role TEXT NOT NULL, 
	person TEXT, 
	event TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	source_id TEXT NOT NULL, 
	source_kind TEXT NOT NULL, 
	url TEXT NOT NULL, 
	published DATE, 
	evidence TEXT NOT NULL, 
	evidence_start BIGINT NOT NULL, 
	evidence_end BIGINT NOT NULL, 
	rule TEXT NOT NULL, 
	confidence DOUBLE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	PRIMARY KEY (leadership_id, version)
);
INSERT INTO "leadership" VALUES('8c6359b811b17949abdd','E06000012','North East Lincolnshire','director_of_childrens_services','Helen Marsden','leaving','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','The director of children’s services, Helen Marsden, announced on Friday that she will step down at the end of the year.',1296,1415,'leadership.goes',0.9,'2026-11-22 10:46:51.165826');
CREATE TABLE listings (
	source_id TEXT NOT NULL, 
	url TEXT NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	PRIMARY KEY (source_id, url)
);
INSERT INTO "listings" VALUES('example-community-care','http://127.0.0.1:8972/feed/','"fdf4068e9ce17a08"','Sun, 22 Nov 2026 10:03:55 GMT');
INSERT INTO "listings" VALUES('example-localgov','http://127.0.0.1:8973/rss','"567a93e053b1955b"','Sun, 22 Nov 2026 10:03:55 GMT');
CREATE TABLE outbox (
	alert_id TEXT NOT NULL, 
	change_id TEXT NOT NULL, 
	address TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	message_id TEXT, 
	claimed_until DATETIME, 
	attempts INTEGER NOT NULL, 
	last_error TEXT, 
	sent_at DATETIME, 
	PRIMARY KEY (alert_id)
);
INSERT INTO "outbox" VALUES('145dc0cc7fecf6f95d14','de37bba37d169ad881bc','reader@example.org','2026-11-22 10:46:52.421040','sent','<faaab53ebd75282e1bc5@localhost.localdomain>','2026-11-22 10:56:52.682765',0,NULL,'2026-11-22 10:46:52.699990');
INSERT INTO "outbox" VALUES('6a45ba989e124fb512a3','be8cee200e4f1f8f3c37','reader@example.org','2026-11-22 10:46:52.421040','sent','<faaab53ebd75282e1bc5@localhost.localdomain>','2026-11-22 10:56:52.682765',0,NULL,'2026-11-22 10:46:52.699990');
INSERT INTO "outbox" VALUES('09f37c5d8a4b2410a019','723a31d51f80e74234f7','reader@example.org','2026-11-22 10:46:52.421040','sent','<faaab53ebd75282e1bc5@localhost.localdomain>','2026-11-22 10:56:52.682765',0,NULL,'2026-11-22 10:46:52.699990');
CREATE TABLE pages (
	url TEXT NOT NULL, 
	page_hash TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	content_type TEXT, 
	fetched_at DATETIME NOT NULL, 
	published DATETIME, 
	extracted_at DATETIME, 
	PRIMARY KEY (url, page_hash)
);
INSERT INTO "pages" VALUES('http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','349d7e19ddcb10d4b073c85797d6a7613ea7c69de1c9a450cf15e61eb772c291','example-localgov','text/html; charset=UTF-8','2026-11-22 10:46:45.893830','2021-11-29 08:00:00.000000','2026-11-22 10:46:51.165826');
INSERT INTO "pages" VALUES('http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','1e7e618fb74704443bd952ec0938c533555b87dc385ff42598f7b850083f063d','example-gazette','text/html; charset=UTF-8','2026-11-22 10:46:45.913713','2018-10-17 10:20:00.000000','2026-11-22 10:46:51.376405');
INSERT INTO "pages" VALUES('http://127.0.0.1:8976/latest-news/whats-on/cleethorpes-light-railway-announces-steam-weekend','58503e0e69b3b1fa9ec0c3a14e099349ec6e09fef4773f8c5621a725de29288a','example-infocus','text/html; charset=UTF-8','2026-11-22 10:46:46.018668','2024-02-22 15:18:57.000000','2026-11-22 10:46:52.362851');
CREATE TABLE peer_reviews (
	peer_review_id TEXT NOT NULL, 
	authority_code TEXT NOT NULL, 
	authority TEXT NOT NULL, 
	body TEXT, 
	lead TEXT, 
	held_from DATE, 
	held_to DATE, 
	date_precision TEXT, 
	strengths BIGINT, 
	recommendations BIGINT, 
	scope TEXT, 
	article_id TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	source_id TEXT NOT NULL, 
	source_kind TEXT NOT NULL, 
	url TEXT NOT NULL, 
	published DATE, 
	evidence TEXT NOT NULL, 
	evidence_start BIGINT NOT NULL, 
	evidence_end BIGINT NOT NULL, 
	rule TEXT NOT NULL, 
	confidence DOUBLE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	PRIMARY KEY (peer_review_id, version)
);
INSERT INTO "peer_reviews" VALUES('1870eeea5b4fecc36d03','E06000057','Northumberland','LGA',NULL,'2018-09-01','2018-09-30','month',13,14,'care leavers','55153362ffda3a9fea64',1,'example-gazette','local_press','http://127.0.0.1:8974/news/politics/reviewers-list-13-strengths-and-14-recommendations-for-care-leavers-service-4567812','2018-10-17','A peer challenge of Northumberland''s service for care leavers has come back with 13 strengths and 14 recommendations.',78,195,'peer_review_named',0.9,'2026-11-22 10:46:51.376405');
CREATE TABLE ratings (
	rating_id TEXT NOT NULL, 
	authority_code TEXT NOT NULL, 
	authority TEXT NOT NULL, 
	service TEXT NOT NULL, 
	framework TEXT, 
	judgement TEXT NOT NULL, 
	grade TEXT NOT NULL, 
	grade_rank BIGINT NOT NULL, 
	standing TEXT NOT NULL, 
	inspected_from DATE, 
	inspected_to DATE, 
	date_precision TEXT, 
	article_id TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	source_id TEXT NOT NULL, 
	source_kind TEXT NOT NULL, 
	url TEXT NOT NULL, 
	published DATE, 
	evidence TEXT NOT NULL, 
	evidence_start BIGINT NOT NULL, 
	evidence_end BIGINT NOT NULL, 
	rule TEXT NOT NULL, 
	confidence DOUBLE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	PRIMARY KEY (rating_id, version)
);
INSERT INTO "ratings" VALUES('273129acc7dd200feca9','E06000012','North East Lincolnshire','childrens_services','ilacs','children_in_care_and_care_leavers','inadequate',1,'current','2021-10-01','2021-10-31','month','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','Inspectors gave the lowest grade in three areas: the impact of leaders on social work practice with children and families, the experiences and progress of children who need help and protection, and the experiences and progress of children in care and care leavers.',401,665,'grade_of_area',0.97,'2026-11-22 10:46:51.165826');
INSERT INTO "ratings" VALUES('2d2fa7013645f7d7bd88','E06000012','North East Lincolnshire','childrens_services','ilacs','help_and_protection','inadequate',1,'current','2021-10-01','2021-10-31','month','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','Inspectors gave the lowest grade in three areas: the impact of leaders on social work practice with children and families, the experiences and progress of children who need help and protection, and the experiences and progress of children in care and care leavers.',401,665,'grade_of_area',0.97,'2026-11-22 10:46:51.165826');
INSERT INTO "ratings" VALUES('72c74131225ef85f2766','E06000012','North East Lincolnshire','childrens_services','ilacs','leadership','inadequate',1,'current','2021-10-01','2021-10-31','month','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','Inspectors gave the lowest grade in three areas: the impact of leaders on social work practice with children and families, the experiences and progress of children who need help and protection, and the experiences and progress of children in care and care leavers.',401,665,'grade_of_area',0.97,'2026-11-22 10:46:51.165826');
INSERT INTO "ratings" VALUES('9e76d179db8201bd4d7f','E06000012','North East Lincolnshire','childrens_services','ilacs','overall_effectiveness','inadequate',1,'current','2021-10-01','2021-10-31','month','d1a6df7c15014f6f5ca5',2,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','The overall effectiveness of the service was also judged ‘inadequate’.',666,736,'grade_of_area',0.97,'2026-11-22 10:46:51.165826');
INSERT INTO "ratings" VALUES('273129acc7dd200feca9','E06000012','North East Lincolnshire','childrens_services','ilacs','children_in_care_and_care_leavers','inadequate',1,'current','2021-10-01','2021-10-31','month','d1a6df7c15014f6f5ca5',1,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','Inspectors gave the lowest grade in three areas: the impact of leaders on social work practice with children and families, the experiences and progress of children who need help and protection, and the experiences and progress of children in care and care leavers.',401,665,'grade_of_area',0.97,'2026-11-20 08:00:01.000000');
INSERT INTO "ratings" VALUES('2d2fa7013645f7d7bd88','E06000012','North East Lincolnshire','childrens_services','ilacs','help_and_protection','inadequate',1,'current','2021-10-01','2021-10-31','month','d1a6df7c15014f6f5ca5',1,'example-localgov','sector_press','http://127.0.0.1:8973/Council-apologises-to-families-as-childrens-services-fail-inspection/53309','2021-11-29','Inspectors gave the lowest grade in three areas: the impact of leaders on social work practice with children and families, the experiences and progress of children who need help and protection, and the experiences and progress of children in care and care leavers.',401,665,'grade_of_area',0.97,'2026-11-20 08:00:01.000000');
CREATE TABLE runs (
	run_id TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	counts JSON, 
	PRIMARY KEY (run_id)
);
INSERT INTO "runs" VALUES('5757322308b7','2026-11-22 10:46:45.508050','2026-11-22 10:46:52.822270','{"sources": 7, "entries_found": 20, "entries_new": 20, "pages_kept": 20, "articles": 20, "articles_relevant": 9, "facts": 58, "changes": 24, "sources_added_to_changes": 0, "mails_sent": 1, "failures": 0}');
CREATE TABLE source_states (
	source_id TEXT NOT NULL, 
	last_checked DATETIME, 
	last_success DATETIME, 
	last_new_item DATETIME, 
	failures BIGINT NOT NULL, 
	last_error TEXT, 
	PRIMARY KEY (source_id)
);
INSERT INTO "source_states" VALUES('example-community-care','2026-11-22 10:46:45.683961','2026-11-22 10:46:45.683961','2026-11-22 10:46:45.683961',0,NULL);
INSERT INTO "source_states" VALUES('example-nelincs','2026-11-22 10:46:45.681708','2026-11-22 10:46:45.681708','2026-11-22 10:46:45.681708',0,NULL);
INSERT INTO "source_states" VALUES('example-localgov','2026-11-22 10:46:45.686143','2026-11-22 10:46:45.686143','2026-11-22 10:46:45.686143',0,NULL);
INSERT INTO "source_states" VALUES('example-advertiser','2026-11-22 10:46:45.687585','2026-11-22 10:46:45.687585','2026-11-22 10:46:45.687585',0,NULL);
INSERT INTO "source_states" VALUES('example-infocus','2026-11-22 10:46:45.687921','2026-11-22 10:46:45.687921','2026-11-22 10:46:45.687921',0,NULL);
INSERT INTO "source_states" VALUES('example-gazette','2026-11-22 10:46:45.687178','2026-11-22 10:46:45.687178','2026-11-22 10:46:45.687178',0,NULL);
INSERT INTO "source_states" VALUES('example-moderngov','2026-11-22 10:46:45.693008','2026-11-22 10:46:45.693008','2026-11-22 10:46:45.693008',0,NULL);
CREATE INDEX ix_articles_flagged_at ON articles (flagged_at);
CREATE INDEX ix_ratings_article ON ratings (article_id, version);
CREATE INDEX ix_ratings_authority ON ratings (authority_code);
CREATE INDEX ix_interventions_article ON interventions (article_id, version);
CREATE INDEX ix_interventions_authority ON interventions (authority_code);
CREATE INDEX ix_peer_reviews_article ON peer_reviews (article_id, version);
CREATE INDEX ix_peer_reviews_authority ON peer_reviews (authority_code);
CREATE INDEX ix_leadership_authority ON leadership (authority_code);
CREATE INDEX ix_leadership_article ON leadership (article_id, version);
CREATE INDEX ix_commitments_authority ON commitments (authority_code);
CREATE INDEX ix_commitments_article ON commitments (article_id, version);
CREATE INDEX ix_addresses_source_id ON addresses (source_id);
CREATE INDEX ix_addresses_next_fetch ON addresses (next_fetch);
CREATE INDEX ix_pages_extracted_at ON pages (extracted_at);
CREATE INDEX ix_outbox_state ON outbox (state);
CREATE INDEX ix_outbox_address ON outbox (address);
COMMIT;
